//! TLS connections that we open: whom we believe (RFC 5922 §7).

use std::net::SocketAddr;

use bytes::Bytes;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::authority::Authority;
use super::fixture::{Fixture, MESSAGE, bind_one, branch, soon};
use crate::flow::Target;
use crate::message::Transport;
use crate::transport::tls::{ClientCertificate, Exception, Roots, Tls, Trust};
use crate::transport::{Inbound, Listener, Refusal, TransportLimits};

fn bind(tls: Tls) -> Fixture {
    bind_one(|_| {}, TransportLimits::default(), Some(tls))
}

fn to(domain: &str, remote: SocketAddr) -> Target {
    Target::Located {
        transport: Transport::Tls,
        remote,
        domain: domain.into(),
    }
}

/// Whether a request from one switch reaches the other.
async fn reaches(switch: &mut Fixture, carrier: &mut Fixture, target: Target) -> bool {
    let bytes = Bytes::from_static(MESSAGE.as_bytes());
    switch.transports.send(target, bytes, Some(branch()));
    soon(async {
        tokio::select! {
            (flow, _) = carrier.message() => {
                assert_eq!(flow.transport, Transport::Tls);
                true
            }
            failed = switch.next() => {
                assert!(matches!(failed, Inbound::SendFailed { .. }), "{failed:?}");
                false
            }
        }
    })
    .await
}

#[tokio::test]
async fn a_server_must_prove_the_domain_that_is_called() {
    let authority = Authority::new();
    for (names, called, believed) in [
        (&["carrier.example"][..], "carrier.example", true),
        (&["carrier.example"], "Carrier.Example", true),
        (&["carrier.example"], "other.example", false),
        (&["*.carrier.example"], "a.carrier.example", false),
        (&["sip:carrier.example"], "carrier.example", true),
        (&["sip:carrier.example", "web.example"], "web.example", false),
        (&["127.0.0.1"], "127.0.0.1", true),
        (&["carrier.example"], "127.0.0.1", false),
    ] {
        let mut carrier = bind(authority.tls(names));
        let mut switch = bind(authority.tls(&["office.example"]));
        let target = to(called, carrier.tcp);
        let reached = reaches(&mut switch, &mut carrier, target).await;
        assert_eq!(reached, believed, "{names:?} as {called}");
    }
}

#[tokio::test]
async fn a_stranger_is_believed_only_where_an_exception_says_so() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    for (trust, called, believed) in [
        (None, "carrier.example", false),
        (Some(Trust::File(stranger.roots())), "carrier.example", true),
        (Some(Trust::Anyone), "carrier.example", true),
        (Some(Trust::Anyone), "other.example", false),
    ] {
        let mut carrier = bind(stranger.tls(&["carrier.example"]));
        let mut settings = authority.settings(vec![authority.pair("own", &["office.example"])]);
        settings.exceptions = trust
            .into_iter()
            .map(|trust| Exception {
                domain: "Carrier.example".into(),
                trust,
            })
            .collect();
        let mut switch = bind(Tls::read(settings).unwrap());
        let target = to(called, carrier.tcp);
        assert_eq!(reaches(&mut switch, &mut carrier, target).await, believed);
    }
}

#[tokio::test]
async fn a_certificate_of_its_own_making_is_believed_when_it_is_the_root() {
    let authority = Authority::new();
    let made = rcgen::generate_simple_self_signed(vec!["carrier.example".to_owned()]).unwrap();
    let files = authority.pair("self", &["ignored.example"]);
    std::fs::write(&files.cert, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    let mut settings = authority.settings(vec![files.clone()]);
    settings.roots = Roots::File(files.cert);
    let mut carrier = bind(Tls::read(settings.clone()).unwrap());
    let mut switch = bind(Tls::read(settings).unwrap());
    let target = to("carrier.example", carrier.tcp);
    assert!(reaches(&mut switch, &mut carrier, target).await);
}

#[tokio::test]
async fn our_certificate_is_shown_to_who_asks_and_one_connection_serves_one_domain() {
    let authority = Authority::new();
    let names = ["carrier.example", "second.example"];
    let required = |listener: &mut Listener| listener.client_certificate = ClientCertificate::Required;
    let mut carrier = bind_one(required, TransportLimits::default(), Some(authority.tls(&names)));
    let mut settings = authority.settings(vec![authority.pair("own", &["office.example"])]);
    settings.client = Some(authority.pair("client", &["office.example"]));
    let switch = bind(Tls::read(settings).unwrap());
    let mut flows = Vec::new();
    for domain in ["carrier.example", "carrier.example", "second.example"] {
        let target = to(domain, carrier.tcp);
        switch
            .transports
            .send(target, Bytes::from_static(MESSAGE.as_bytes()), None);
        let (flow, _) = carrier.message().await;
        assert!(
            carrier
                .transports
                .names(&flow)
                .unwrap()
                .contains("office.example")
        );
        flows.push(flow);
    }
    assert_eq!(flows[0], flows[1], "shared");
    assert_ne!(flows[0], flows[2], "another domain is proved anew");
}

#[tokio::test]
async fn a_failed_handshake_fails_the_request_and_says_why() {
    let authority = Authority::new();
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut switch = bind(authority.tls(&["office.example"]));
    let target = to("carrier.example", listener.local_addr().unwrap());
    switch
        .transports
        .send(target.clone(), Bytes::from_static(b"x"), Some(branch()));
    let (mut stream, _) = soon(listener.accept()).await.unwrap();
    let mut hello = [0; 1];
    soon(stream.read_exact(&mut hello)).await.unwrap();
    stream
        .write_all(b"SIP/2.0 400 no TLS here\r\n\r\n")
        .await
        .unwrap();
    let Inbound::SendFailed {
        branch: failed,
        target: to,
    } = switch.next().await
    else {
        panic!("sent")
    };
    assert_eq!((failed, to), (Some(branch()), target));
    assert!(matches!(switch.refusal().await, Refusal::Handshake(_)));
}

#[tokio::test]
async fn a_server_that_is_believed_unchecked_has_proved_no_name() {
    let (authority, stranger) = (Authority::new(), Authority::new());
    for (trust, proved) in [(Trust::File(stranger.roots()), true), (Trust::Anyone, false)] {
        let mut carrier = bind(stranger.tls(&["carrier.example"]));
        let mut settings = authority.settings(vec![authority.pair("own", &["office.example"])]);
        settings.exceptions = vec![Exception {
            domain: "carrier.example".into(),
            trust,
        }];
        let mut switch = bind(Tls::read(settings).unwrap());
        let bytes = Bytes::from_static(MESSAGE.as_bytes());
        switch
            .transports
            .send(to("carrier.example", carrier.tcp), bytes.clone(), None);
        let (flow, _) = carrier.message().await;
        carrier.transports.send(Target::Flow(flow), bytes, None);
        let (flow, _) = switch.message().await;
        assert_eq!(switch.transports.names(&flow).is_some(), proved);
    }
}
