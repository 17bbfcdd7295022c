//! Streams.

use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::fixture::{Fixture, MESSAGE, bind, branch, soon};
use crate::flow::Target;
use crate::message::Transport;
use crate::transport::{Inbound, TransportLimits};

async fn is_closed(stream: &mut TcpStream) -> bool {
    let mut byte = [0];
    !matches!(soon(stream.read(&mut byte)).await, Ok(1..))
}

#[tokio::test]
async fn messages_are_cut_and_replies_use_the_clients_connection() {
    let mut fixture = bind("0.0.0.0", TransportLimits::default());
    let mut phone = TcpStream::connect(fixture.tcp).await.unwrap();
    let (first, second) = MESSAGE.split_at(30);
    phone
        .write_all(format!("{MESSAGE}{first}").as_bytes())
        .await
        .unwrap();
    let (flow, bytes) = fixture.message().await;
    assert_eq!(bytes, MESSAGE);
    assert_eq!(
        (flow.local, flow.remote),
        (fixture.tcp, phone.local_addr().unwrap())
    );
    phone.write_all(second.as_bytes()).await.unwrap();
    assert_eq!(
        fixture.message().await,
        (flow, Bytes::from_static(MESSAGE.as_bytes()))
    );
    fixture
        .transports
        .send(Target::Flow(flow), Bytes::from_static(b"reply"), None);
    let target = Target::Address {
        transport: Transport::Tcp,
        remote: flow.remote,
    };
    fixture.transports.send(target, Bytes::from_static(b"more"), None);
    let mut buffer = [0; 9];
    soon(phone.read_exact(&mut buffer)).await.unwrap();
    assert_eq!(&buffer, b"replymore");
}

#[tokio::test]
async fn a_ping_is_answered_with_a_pong() {
    let fixture = bind("127.0.0.1", TransportLimits::default());
    let mut phone = TcpStream::connect(fixture.tcp).await.unwrap();
    phone.write_all(b"\r\n\r\n").await.unwrap();
    let mut pong = [0; 2];
    soon(phone.read_exact(&mut pong)).await.unwrap();
    assert_eq!(&pong, b"\r\n");
}

#[tokio::test]
async fn a_closed_connection_is_reported_and_never_opened_again() {
    let mut fixture = bind("127.0.0.1", TransportLimits::default());
    let mut phone = TcpStream::connect(fixture.tcp).await.unwrap();
    phone.write_all(MESSAGE.as_bytes()).await.unwrap();
    let (flow, _) = fixture.message().await;
    drop(phone);
    assert!(matches!(fixture.next().await, Inbound::Closed { flow: closed } if closed == flow));
    fixture
        .transports
        .send(Target::Flow(flow), Bytes::from_static(b"x"), Some(branch()));
    let Inbound::SendFailed {
        branch: failed,
        target,
    } = fixture.next().await
    else {
        panic!("sent")
    };
    assert_eq!((failed, target), (Some(branch()), Target::Flow(flow)));
}

#[tokio::test]
async fn a_request_opens_one_connection_and_later_ones_share_it() {
    let mut fixture = bind("127.0.0.1", TransportLimits::default());
    let trunk = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = Target::Address {
        transport: Transport::Tcp,
        remote: trunk.local_addr().unwrap(),
    };
    fixture
        .transports
        .send(target.clone(), Bytes::from_static(b"one"), Some(branch()));
    fixture
        .transports
        .send(target, Bytes::from_static(b"two"), Some(branch()));
    let (mut stream, _) = soon(trunk.accept()).await.unwrap();
    let mut buffer = [0; 6];
    soon(stream.read_exact(&mut buffer)).await.unwrap();
    assert_eq!(&buffer, b"onetwo");
    stream.write_all(MESSAGE.as_bytes()).await.unwrap();
    let (flow, _) = fixture.message().await;
    assert_eq!(flow.remote, trunk.local_addr().unwrap());
}

#[tokio::test]
async fn a_connection_that_we_opened_is_pinged_and_one_of_a_phone_is_not() {
    let limits = TransportLimits {
        ping_every: Duration::from_millis(20),
        ..TransportLimits::default()
    };
    let mut fixture = bind("127.0.0.1", limits);
    let mut phone = TcpStream::connect(fixture.tcp).await.unwrap();
    phone.write_all(MESSAGE.as_bytes()).await.unwrap();
    let (flow, _) = fixture.message().await;

    let trunk = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let target = Target::Address {
        transport: Transport::Tcp,
        remote: trunk.local_addr().unwrap(),
    };
    fixture
        .transports
        .send(target, Bytes::from_static(b"one"), Some(branch()));
    let (mut stream, _) = soon(trunk.accept()).await.unwrap();
    let mut buffer = [0; 11];
    soon(stream.read_exact(&mut buffer)).await.unwrap();
    assert_eq!(&buffer, b"one\r\n\r\n\r\n\r\n");

    fixture
        .transports
        .send(Target::Flow(flow), Bytes::from_static(b"two"), None);
    let mut buffer = [0; 3];
    soon(phone.read_exact(&mut buffer)).await.unwrap();
    assert_eq!(&buffer, b"two", "the phone had nothing before it");
}

#[tokio::test]
async fn a_refused_connection_fails_all_that_waited_for_it() {
    let mut fixture = bind("127.0.0.1", TransportLimits::default());
    let gone = TcpListener::bind("127.0.0.1:0")
        .await
        .unwrap()
        .local_addr()
        .unwrap();
    let target = Target::Address {
        transport: Transport::Tcp,
        remote: gone,
    };
    for _ in 0..3 {
        fixture
            .transports
            .send(target.clone(), Bytes::from_static(b"x"), Some(branch()));
    }
    for _ in 0..3 {
        assert!(matches!(fixture.next().await, Inbound::SendFailed { .. }));
    }
}

#[tokio::test]
async fn nonsense_closes_its_own_connection_only() {
    let mut fixture = bind("127.0.0.1", TransportLimits::default());
    let mut good = TcpStream::connect(fixture.tcp).await.unwrap();
    for nonsense in [
        b"\x16\x03\x01 tls hello".as_slice(),
        b"OPTIONS sip:a SIP/2.0\r\nl: -1\r\n\r\n",
        &[b'x'; 60_000],
    ] {
        let mut bad = TcpStream::connect(fixture.tcp).await.unwrap();
        // The switch may close before all was written.
        let _ = bad.write_all(nonsense).await;
        assert!(is_closed(&mut bad).await);
        assert!(matches!(fixture.next().await, Inbound::Closed { .. }));
    }
    good.write_all(MESSAGE.as_bytes()).await.unwrap();
    assert_eq!(fixture.message().await.1, MESSAGE);
}

#[tokio::test]
async fn connections_beyond_the_limit_are_closed_and_places_come_free() {
    let limits = TransportLimits {
        connections_per_address_max: 1,
        ..TransportLimits::default()
    };
    let mut fixture = bind("127.0.0.1", limits);
    let mut first = TcpStream::connect(fixture.tcp).await.unwrap();
    first.write_all(MESSAGE.as_bytes()).await.unwrap();
    fixture.message().await;
    let mut second = TcpStream::connect(fixture.tcp).await.unwrap();
    assert!(is_closed(&mut second).await);
    drop(first);
    assert!(matches!(fixture.next().await, Inbound::Closed { .. }));
    let mut third = TcpStream::connect(fixture.tcp).await.unwrap();
    third.write_all(MESSAGE.as_bytes()).await.unwrap();
    fixture.message().await;
}

#[tokio::test]
async fn silence_and_unfinished_messages_are_not_waited_for_forever() {
    let brief = Duration::from_millis(50);
    let limits = TransportLimits {
        message_time: brief,
        idle: brief,
        ..TransportLimits::default()
    };
    let fixture = bind("127.0.0.1", limits);
    for start in ["", "OPTIONS sip:a", MESSAGE, "\r\n\r\n"] {
        let mut phone = TcpStream::connect(fixture.tcp).await.unwrap();
        phone.write_all(start.as_bytes()).await.unwrap();
        let mut rest = Vec::new();
        soon(phone.read_to_end(&mut rest)).await.unwrap();
    }
}

#[tokio::test]
async fn a_peer_that_does_not_read_costs_a_bounded_queue() {
    let limits = TransportLimits {
        queue_max: 4,
        send_time: Duration::from_millis(50),
        ..TransportLimits::default()
    };
    let mut fixture = bind("127.0.0.1", limits);
    let mut phone = TcpStream::connect(fixture.tcp).await.unwrap();
    phone.write_all(MESSAGE.as_bytes()).await.unwrap();
    let (flow, _) = fixture.message().await;
    let big = Bytes::from(vec![b'x'; 8 << 20]);
    for _ in 0..6 {
        fixture
            .transports
            .send(Target::Flow(flow), big.clone(), Some(branch()));
    }
    let mut failed = 0;
    loop {
        match fixture.next().await {
            Inbound::SendFailed { .. } => failed += 1,
            Inbound::Closed { .. } => break,
            other => panic!("not expected: {other:?}"),
        }
    }
    assert_eq!(
        failed, 6,
        "what did not fit, what was being written, and what waited"
    );
}

#[tokio::test]
async fn dropping_the_transports_closes_everything() {
    let Fixture {
        transports,
        mut inbound,
        tcp,
        ..
    } = bind("127.0.0.1", TransportLimits::default());
    let mut phone = TcpStream::connect(tcp).await.unwrap();
    phone.write_all(MESSAGE.as_bytes()).await.unwrap();
    assert!(matches!(
        soon(inbound.recv()).await,
        Some(Inbound::Message { .. })
    ));
    drop(transports);
    assert!(is_closed(&mut phone).await);
    assert!(matches!(soon(inbound.recv()).await, Some(Inbound::Closed { .. })));
    assert!(soon(inbound.recv()).await.is_none(), "all tasks have ended");
}
