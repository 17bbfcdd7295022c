//! Datagrams.

use bytes::Bytes;
use tokio::net::UdpSocket;

use super::fixture::{MESSAGE, bind, branch, soon};
use crate::flow::Target;
use crate::message::{Host, SipUri, Transport};
use crate::transport::{Inbound, TransportLimits};

#[tokio::test]
async fn a_datagram_arrives_with_its_flow_and_the_reply_goes_back_the_same_way() {
    for host in ["127.0.0.1", "0.0.0.0"] {
        let mut fixture = bind(host, TransportLimits::default());
        let phone = UdpSocket::bind("127.0.0.1:0").await.unwrap();
        phone.send_to(b"\r\n\r\n", fixture.udp).await.unwrap();
        phone.send_to(MESSAGE.as_bytes(), fixture.udp).await.unwrap();
        let Inbound::Message { flow, bytes } = fixture.next().await else {
            panic!("no message")
        };
        assert_eq!(bytes, MESSAGE, "keep-alives are passed over");
        assert_eq!(flow.local, fixture.udp, "a concrete address");
        assert_eq!(
            (flow.remote, flow.transport),
            (phone.local_addr().unwrap(), Transport::Udp)
        );
        fixture
            .transports
            .send(Target::Flow(flow), Bytes::from_static(b"reply"), None);
        let mut buffer = [0; 100];
        let (length, from) = soon(phone.recv_from(&mut buffer)).await.unwrap();
        assert_eq!((&buffer[..length], from), (b"reply".as_slice(), fixture.udp));
    }
}

#[tokio::test]
async fn a_request_goes_to_an_address_or_a_name() {
    let fixture = bind("127.0.0.1", TransportLimits::default());
    let phone = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let remote = phone.local_addr().unwrap();
    for target in [
        Target::Address {
            transport: Transport::Udp,
            remote,
        },
        Target::of(&SipUri::new(None, Host::Name("localhost".into())).with_port(remote.port())),
    ] {
        fixture
            .transports
            .send(target, Bytes::from_static(b"request"), Some(branch()));
        let mut buffer = [0; 100];
        let (length, _) = soon(phone.recv_from(&mut buffer)).await.unwrap();
        assert_eq!(&buffer[..length], b"request");
    }
}

#[tokio::test]
async fn the_largest_datagram_arrives_whole() {
    let mut fixture = bind("127.0.0.1", TransportLimits::default());
    let phone = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    phone.send_to(&vec![b'x'; 65_507], fixture.udp).await.unwrap();
    let Inbound::Message { bytes, .. } = fixture.next().await else {
        panic!("no message")
    };
    assert_eq!(bytes.len(), 65_507);
}

#[tokio::test]
async fn what_cannot_be_sent_is_reported_with_its_branch() {
    let mut fixture = bind("127.0.0.1", TransportLimits::default());
    for target in [
        Target::Address {
            transport: Transport::Udp,
            remote: "[::1]:5060".parse().unwrap(),
        },
        Target::Address {
            transport: Transport::Wss,
            remote: fixture.tcp,
        },
        Target::of(&SipUri::new(None, Host::Name("no such name".into()))),
    ] {
        fixture
            .transports
            .send(target.clone(), Bytes::from_static(b"x"), Some(branch()));
        let Inbound::SendFailed {
            branch: failed,
            target: to,
        } = fixture.next().await
        else {
            panic!("sent")
        };
        assert_eq!((failed, to), (Some(branch()), target));
    }
}
