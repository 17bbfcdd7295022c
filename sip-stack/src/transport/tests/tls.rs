//! TLS listeners, as phones and trunks see them.

use std::time::Duration;

use bytes::Bytes;
use rustls::ALL_VERSIONS;
use rustls::version::{TLS12, TLS13};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::authority::{Authority, connect, shown};
use super::fixture::{MESSAGE, bind_one, soon};
use crate::flow::Target;
use crate::message::Transport;
use crate::transport::tls::{ClientCertificate, Tls, TlsError};
use crate::transport::{Inbound, Refusal, TransportLimits};

#[tokio::test]
async fn a_phone_speaks_over_tls_1_2_and_1_3_and_is_answered_over_its_connection() {
    let authority = Authority::new();
    let tls = authority.tls(&["office.example"]);
    let mut fixture = bind_one(|_| {}, TransportLimits::default(), Some(tls));
    let mut open = Vec::new();
    for version in [&TLS12, &TLS13] {
        let phone = authority.phone(&[version], None);
        let mut stream = connect(&phone, "office.example", fixture.tcp).await.unwrap();
        stream.write_all(MESSAGE.as_bytes()).await.unwrap();
        let (flow, bytes) = fixture.message().await;
        assert_eq!(bytes, MESSAGE);
        assert_eq!((flow.transport, flow.local), (Transport::Tls, fixture.tcp));
        assert_eq!(
            fixture.transports.names(&flow),
            None,
            "no certificate was asked for"
        );
        fixture
            .transports
            .send(Target::Flow(flow), Bytes::from_static(b"reply"), None);
        let mut reply = [0; 5];
        soon(stream.read_exact(&mut reply)).await.unwrap();
        assert_eq!(&reply, b"reply");
        open.push(stream);
    }
}

#[tokio::test]
async fn the_certificate_is_chosen_by_the_domain_that_is_asked_for() {
    let authority = Authority::new();
    let pairs = vec![
        authority.pair("one", &["one.example", "127.0.0.1"]),
        authority.pair("two", &["two.example"]),
        authority.pair("many", &["*.many.example"]),
    ];
    let tls = Tls::read(authority.settings(pairs)).unwrap();
    let fixture = bind_one(|_| {}, TransportLimits::default(), Some(tls));
    let phone = authority.phone(ALL_VERSIONS, None);
    for name in ["one.example", "TWO.example", "a.many.example", "127.0.0.1"] {
        let stream = connect(&phone, name, fixture.tcp).await;
        assert!(stream.is_ok(), "{name}: {stream:?}");
    }
    let foreign = connect(&phone, "three.example", fixture.tcp).await;
    assert!(foreign.is_err(), "gets the first one, which is not for it");
}

#[tokio::test]
async fn who_shows_a_certificate_is_known_by_its_names() {
    let authority = Authority::new();
    let tls = authority.tls(&["office.example"]);
    let required = |listener: &mut crate::transport::Listener| {
        listener.client_certificate = ClientCertificate::Required;
    };
    let mut fixture = bind_one(required, TransportLimits::default(), Some(tls));
    let mut open = Vec::new();
    for (names, known) in [
        (&["trunk.example", "carrier.example"][..], "carrier.example"),
        (
            &["sip:Carrier.example", "sip:alice@other.example", "web.example"],
            "carrier.example",
        ),
    ] {
        let pair = authority.pair("trunk", names);
        let trunk = authority.phone(ALL_VERSIONS, Some(&pair));
        let mut stream = connect(&trunk, "office.example", fixture.tcp).await.unwrap();
        stream.write_all(MESSAGE.as_bytes()).await.unwrap();
        let (flow, _) = fixture.message().await;
        let names = fixture.transports.names(&flow).unwrap();
        assert!(names.contains(known) && !names.contains("example"), "{names:?}");
        assert!(
            !names.contains("web.example") && !names.contains("other.example"),
            "{names:?}"
        );
        open.push(stream);
    }
}

#[tokio::test]
async fn a_client_certificate_is_optional_or_required_and_a_foreign_one_is_refused() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    let foreign = stranger.pair("foreign", &["trunk.example"]);
    for (clients, without) in [
        (ClientCertificate::Optional, true),
        (ClientCertificate::Required, false),
    ] {
        let tls = authority.tls(&["office.example"]);
        let mut fixture = bind_one(
            |listener| listener.client_certificate = clients,
            TransportLimits::default(),
            Some(tls),
        );
        let phone = authority.phone(&[&TLS12], None);
        assert_eq!(
            connect(&phone, "office.example", fixture.tcp).await.is_ok(),
            without
        );
        let phone = authority.phone(&[&TLS12], Some(&foreign));
        assert!(connect(&phone, "office.example", fixture.tcp).await.is_err());
        assert!(matches!(fixture.refusal().await, Refusal::Handshake(_)));
    }
}

#[tokio::test]
async fn new_handshakes_use_a_new_certificate_and_connections_stay() {
    let authority = Authority::new();
    let tls = authority.tls(&["office.example"]);
    let certificates = tls.certificates().clone();
    let mut fixture = bind_one(|_| {}, TransportLimits::default(), Some(tls));
    let phone = authority.phone(&[&TLS13], None);
    let mut early = connect(&phone, "office.example", fixture.tcp).await.unwrap();
    assert!(!certificates.reload().unwrap(), "nothing has changed");

    let files = authority.pair("own", &["office.example"]);
    assert!(certificates.reload().unwrap());
    let phone = authority.phone(&[&TLS13], None);
    let late = connect(&phone, "office.example", fixture.tcp).await.unwrap();
    assert_ne!(shown(&late), shown(&early));

    std::fs::write(&files.key, "no key").unwrap();
    assert!(matches!(certificates.reload(), Err(TlsError::Pem { .. })));
    std::fs::copy(authority.pair("other", &["office.example"]).key, &files.key).unwrap();
    assert!(
        matches!(certificates.reload(), Err(TlsError::Pair { .. })),
        "no pair"
    );
    let phone = authority.phone(&[&TLS13], None);
    let later = connect(&phone, "office.example", fixture.tcp).await.unwrap();
    assert_eq!(shown(&later), shown(&late), "the old one is served on");

    early.write_all(MESSAGE.as_bytes()).await.unwrap();
    assert_eq!(fixture.message().await.1, MESSAGE);
}

#[tokio::test]
async fn what_is_no_tls_or_too_slow_is_turned_away_with_its_reason() {
    let authority = Authority::new();
    let limits = TransportLimits {
        handshake_time: Duration::from_millis(100),
        handshakes_max: 1,
        ..TransportLimits::default()
    };
    let mut fixture = bind_one(|_| {}, limits, Some(authority.tls(&["office.example"])));
    let mut plain = TcpStream::connect(fixture.tcp).await.unwrap();
    plain.write_all(MESSAGE.as_bytes()).await.unwrap();
    assert!(matches!(fixture.refusal().await, Refusal::Handshake(_)));

    let silent = TcpStream::connect(fixture.tcp).await.unwrap();
    let mut second = TcpStream::connect(fixture.tcp).await.unwrap();
    assert!(
        matches!(fixture.refusal().await, Refusal::Handshakes),
        "one at a time"
    );
    let mut byte = [0];
    assert!(!matches!(soon(second.read(&mut byte)).await, Ok(1..)));
    assert!(matches!(fixture.refusal().await, Refusal::HandshakeTime));
    drop(silent);

    let phone = authority.phone(ALL_VERSIONS, None);
    connect(&phone, "office.example", fixture.tcp).await.unwrap();
    let counts: Vec<_> = fixture
        .transports
        .counts()
        .refused()
        .filter(|(_, count)| *count > 0)
        .collect();
    assert_eq!(
        counts,
        [("handshakes", 1), ("handshake_time", 1), ("handshake", 1)]
    );
}

#[tokio::test]
async fn requests_come_back_over_a_connection_whose_owner_asks_for_it() {
    let authority = Authority::new();
    let tls = authority.tls(&["office.example"]);
    let optional = |listener: &mut crate::transport::Listener| {
        listener.client_certificate = ClientCertificate::Optional;
    };
    let mut fixture = bind_one(optional, TransportLimits::default(), Some(tls));
    let pair = authority.pair("trunk", &["trunk.example"]);
    let request = "OPTIONS sip:a SIP/2.0\r\nVia: SIP/2.0/TLS trunk.example:5071;branch=z9hG4bK1;alias\r\n\
                   From: <sip:a>;tag=1\r\nTo: <sip:a>\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n";
    let target = |domain: &str| Target::Located {
        transport: Transport::Tls,
        remote: "127.0.0.1:5071".parse().unwrap(),
        domain: domain.into(),
    };
    let mut open = Vec::new();
    for shown in [None, Some(&pair)] {
        let trunk = authority.phone(ALL_VERSIONS, shown);
        let mut stream = connect(&trunk, "office.example", fixture.tcp).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        fixture.message().await;
        fixture
            .transports
            .send(target("trunk.example"), Bytes::from_static(b"back"), None);
        if shown.is_none() {
            assert!(
                matches!(fixture.next().await, Inbound::SendFailed { .. }),
                "anyone could ask"
            );
            open.push(stream);
            continue;
        }
        let mut back = [0; 4];
        soon(stream.read_exact(&mut back)).await.unwrap();
        assert_eq!(&back, b"back");
        fixture
            .transports
            .send(target("other.example"), Bytes::from_static(b"x"), None);
        assert!(
            matches!(fixture.next().await, Inbound::SendFailed { .. }),
            "not who it is"
        );
    }
}
