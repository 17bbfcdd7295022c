//! What one connection may do, and who really opened it.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};

use super::fixture::{MESSAGE, bind, bind_one, soon};
use crate::message::Transport;
use crate::transport::{Listener, Refusal, TransportLimits};

fn behind_a_load_balancer(listener: &mut Listener) {
    listener.transport = Transport::Tcp;
    listener.proxy_protocol = true;
}

/// PROXY, version 2: TCP over IPv4 from 203.0.113.7:40000.
const HEADER: &[u8] = b"\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xcb\0\x71\x07\x7f\0\0\x01\x9c\x40\x13\xc4";

#[tokio::test]
async fn behind_a_load_balancer_the_phone_is_who_the_header_says() {
    let limits = TransportLimits {
        connections_per_address_max: 1,
        ..TransportLimits::default()
    };
    let mut fixture = bind_one(behind_a_load_balancer, limits, None);
    let mut phone = TcpStream::connect(fixture.tcp).await.unwrap();
    phone
        .write_all(&[HEADER, MESSAGE.as_bytes()].concat())
        .await
        .unwrap();
    let (flow, bytes) = fixture.message().await;
    assert_eq!(bytes, MESSAGE);
    assert_eq!(flow.remote, "203.0.113.7:40000".parse().unwrap());
    let mut second = TcpStream::connect(fixture.tcp).await.unwrap();
    second.write_all(HEADER).await.unwrap();
    assert!(
        matches!(fixture.refusal().await, Refusal::ConnectionsOfAddress),
        "of the phone"
    );
}

#[tokio::test]
async fn without_its_header_a_load_balancer_is_not_believed_and_without_a_load_balancer_no_header_is() {
    let mut fixture = bind_one(behind_a_load_balancer, TransportLimits::default(), None);
    let mut phone = TcpStream::connect(fixture.tcp).await.unwrap();
    phone.write_all(MESSAGE.as_bytes()).await.unwrap();
    assert!(matches!(fixture.refusal().await, Refusal::ProxyHeader));
    let plain = |listener: &mut Listener| listener.transport = Transport::Tcp;
    let mut fixture = bind_one(plain, TransportLimits::default(), None);
    let mut liar = TcpStream::connect(fixture.tcp).await.unwrap();
    liar.write_all(&[HEADER, MESSAGE.as_bytes()].concat())
        .await
        .unwrap();
    assert!(matches!(fixture.refusal().await, Refusal::Framing));
}

#[tokio::test]
async fn who_sends_too_much_in_a_second_is_read_in_the_next() {
    let limits = TransportLimits {
        messages_per_second: 1,
        ..TransportLimits::default()
    };
    let mut fixture = bind("127.0.0.1", limits);
    let mut phone = TcpStream::connect(fixture.tcp).await.unwrap();
    for _ in 0..2 {
        phone.write_all(MESSAGE.as_bytes()).await.unwrap();
        fixture.message().await;
    }
    assert!(fixture.transports.counts().throttled() >= 1);
}

#[tokio::test]
async fn each_end_by_a_limit_has_its_reason() {
    let brief = Duration::from_millis(50);
    let limits = TransportLimits {
        message_time: brief,
        idle: brief,
        connections_max: 1,
        ..TransportLimits::default()
    };
    let mut fixture = bind("127.0.0.1", limits);
    let mut phone = TcpStream::connect(fixture.tcp).await.unwrap();
    assert!(matches!(fixture.refusal().await, Refusal::MessageTime));
    let mut byte = [0];
    assert!(!matches!(soon(phone.read(&mut byte)).await, Ok(1..)));
    let mut phone = TcpStream::connect(fixture.tcp).await.unwrap();
    phone.write_all(MESSAGE.as_bytes()).await.unwrap();
    assert!(matches!(fixture.refusal().await, Refusal::Idle));
    let _first = TcpStream::connect(fixture.tcp).await.unwrap();
    let _second = TcpStream::connect(fixture.tcp).await.unwrap();
    assert!(matches!(fixture.refusal().await, Refusal::Connections));
}

#[tokio::test]
async fn a_stun_request_between_messages_is_answered_with_the_senders_address() {
    let fixture = bind("127.0.0.1", TransportLimits::default());
    let phone = UdpSocket::bind("127.0.0.1:0").await.unwrap();
    let request = b"\0\x01\0\0\x21\x12\xa4\x42aaaabbbbcccc";
    phone.send_to(request, fixture.udp).await.unwrap();
    let mut buffer = [0; 100];
    let (length, _) = soon(phone.recv_from(&mut buffer)).await.unwrap();
    assert_eq!((length, &buffer[..2]), (32, b"\x01\x01".as_slice()));
    let port = u16::from_be_bytes([buffer[26], buffer[27]]) ^ 0x2112;
    assert_eq!(port, phone.local_addr().unwrap().port());
    assert_eq!(fixture.transports.counts().stun(), 1);
}
