//! WebSockets, as the web port hands them in.

use bytes::Bytes;

use super::fixture::{MESSAGE, bind, branch, soon};
use crate::flow::Target;
use crate::message::Transport;
use crate::transport::{Inbound, Refusal, TransportLimits, WebSocketPeer};

fn browser(port: u16) -> WebSocketPeer {
    WebSocketPeer {
        local: "127.0.0.1:8443".parse().unwrap(),
        remote: ([127, 0, 0, 1], port).into(),
        secure: true,
    }
}

#[tokio::test]
async fn a_browser_has_a_flow_and_is_answered_over_it() {
    let mut fixture = bind("127.0.0.1", TransportLimits::default());
    let mut socket = fixture.transports.web_sockets().open(browser(50_000)).unwrap();
    socket
        .arrived
        .send(Bytes::from_static(MESSAGE.as_bytes()))
        .await
        .unwrap();
    let (flow, bytes) = fixture.message().await;
    assert_eq!(bytes, MESSAGE);
    assert_eq!(
        (flow.transport, flow.local),
        (Transport::Wss, browser(50_000).local)
    );
    fixture
        .transports
        .send(Target::Flow(flow), Bytes::from_static(b"reply"), None);
    assert_eq!(soon(socket.to_send.recv()).await.unwrap(), "reply");
    socket
        .arrived
        .send(Bytes::from_static(b"\r\n\r\n"))
        .await
        .unwrap();
    assert_eq!(soon(socket.to_send.recv()).await.unwrap(), "\r\n", "a keep-alive");
    drop(socket);
    assert!(matches!(fixture.next().await, Inbound::Closed { flow: closed } if closed == flow));
}

#[tokio::test]
async fn a_browser_is_never_dialled() {
    let mut fixture = bind("127.0.0.1", TransportLimits::default());
    for transport in [Transport::Ws, Transport::Wss] {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let remote = listener.local_addr().unwrap();
        fixture.transports.send(
            Target::Address { transport, remote },
            Bytes::from_static(b"x"),
            Some(branch()),
        );
        assert!(matches!(fixture.next().await, Inbound::SendFailed { .. }));
    }
}

#[tokio::test]
async fn browsers_count_as_connections_and_a_message_has_its_limit() {
    let limits = TransportLimits {
        connections_per_address_max: 1,
        ..TransportLimits::default()
    };
    let mut fixture = bind("127.0.0.1", limits);
    let sockets = fixture.transports.web_sockets();
    let socket = sockets.open(browser(1)).unwrap();
    assert!(matches!(
        sockets.open(browser(2)),
        Err(Refusal::ConnectionsOfAddress)
    ));
    socket
        .arrived
        .send(Bytes::from(vec![b'x'; 70_000]))
        .await
        .unwrap();
    assert!(matches!(fixture.refusal().await, Refusal::Framing));
    let after = soon(async {
        while let Err(refusal) = sockets.open(browser(3)) {
            assert!(matches!(refusal, Refusal::ConnectionsOfAddress));
            tokio::task::yield_now().await;
        }
    });
    after.await;
    drop(fixture);
    assert!(sockets.open(browser(4)).is_err(), "the switch is gone");
}
