use std::time::Duration;

use super::{Desk, PTIME, agreed, phone, source, voice};
use crate::dtls::{DtlsTerms, Fingerprint, HandshakeError, HashFunction, Role};
use crate::offer_answer::{Agreed, Keying};
use crate::session::{Event, HandshakeOrder};
use crate::srtp::{OVERHEAD_MAX, Protector, SrtpKey, SrtpKeys, Suite};

const SSRC: u32 = 9;

fn terms(name: u8) -> DtlsTerms {
    DtlsTerms {
        role: Role::Server,
        fingerprints: vec![Fingerprint::of(HashFunction::Sha256, &[name])],
        tls_id: None,
    }
}

fn shaking(port: u16, name: u8) -> Agreed {
    Agreed {
        srtp: Some(Box::new(Keying::Dtls(terms(name)))),
        ..agreed(phone(port))
    }
}

fn keys(filled: u8) -> SrtpKeys {
    let suite = Suite::AeadAes128Gcm;
    let key = |filled| SrtpKey::new(suite, &vec![filled; suite.key_bytes() + suite.salt_bytes()]).unwrap();
    SrtpKeys {
        send: key(filled),
        receive: key(filled + 1),
    }
}

fn begun(name: u8) -> (Desk, HandshakeOrder) {
    let mut desk = Desk::new(1);
    desk.session.agree(desk.now, shaking(4_000, name));
    let order = desk.session.order_handshake().unwrap();
    (desk, order)
}

/// A packet of the phone's, protected, from this port.
fn hears(desk: &mut Desk, keys: &SrtpKeys, port: u16, sequence: u16) -> bool {
    desk.pass(PTIME);
    let mut packet = [0; 172 + OVERHEAD_MAX];
    voice(SSRC, sequence).build(&[7; 160], &mut packet).unwrap();
    let length = Protector::new(&keys.receive, SSRC)
        .unwrap()
        .protect_rtp(&mut packet, 172)
        .unwrap();
    let packet = &mut packet[..length];
    desk.session
        .receive(desk.now, phone(port), packet, &mut desk.news)
        .is_some()
}

#[test]
fn before_its_keys_are_there_nothing_is_believed_and_nothing_said() {
    let (mut desk, order) = begun(1);
    assert_eq!(order.named, phone(4_000));
    assert_eq!(desk.session.order_handshake(), None, "told once");
    desk.session.play(desk.now, source(3));
    assert!(desk.hear(phone(4_000), voice(SSRC, 1)).is_none());
    assert!(desk.poll_voice().is_empty());
    let now = desk.now;
    desk.session.secure(order.generation, phone(4_000), keys(1));
    desk.pass(PTIME);
    assert_eq!(desk.poll_voice().len(), 1, "a prompt waits for its hearer");
    assert!(desk.now > now);
    assert!(hears(&mut desk, &keys(1), 4_000, 2));
    assert!(desk.hear(phone(4_000), voice(SSRC, 3)).is_none(), "plain RTP");
    assert_eq!(desk.session.report().rejected_authentication, 2);
    assert_eq!(desk.session.report().srtp, Some(Suite::AeadAes128Gcm));
}

#[test]
fn a_phone_is_where_it_has_shown_its_certificate() {
    let (mut desk, order) = begun(1);
    assert!(desk.session.takes_handshake(phone(5_555)), "it may be behind NAT");
    desk.session.secure(order.generation, phone(5_555), keys(1));
    assert!(!hears(&mut desk, &keys(1), 4_000, 1));
    assert!(hears(&mut desk, &keys(1), 5_555, 2));
    assert!(!desk.session.takes_handshake(phone(4_000)));
    assert!(
        desk.session.takes_handshake(phone(5_555)),
        "a last flight may be repeated"
    );
}

#[test]
fn the_same_terms_keep_the_keys_and_others_want_new_ones() {
    let (mut desk, first) = begun(1);
    desk.session.secure(first.generation, phone(4_000), keys(1));
    assert!(hears(&mut desk, &keys(1), 4_000, 1));
    desk.session.agree(desk.now, shaking(4_000, 1));
    assert_eq!(desk.session.order_handshake(), None);
    assert!(hears(&mut desk, &keys(1), 4_000, 2));
    assert!(!hears(&mut desk, &keys(1), 4_000, 2), "the replay window is kept");

    desk.session.agree(desk.now, shaking(4_000, 2));
    let second = desk.session.order_handshake().unwrap();
    assert_eq!(second.terms, terms(2));
    desk.session.secure(first.generation, phone(4_000), keys(1));
    assert!(!hears(&mut desk, &keys(1), 4_000, 3), "those keys come too late");
    desk.session.secure(second.generation, phone(4_000), keys(7));
    assert!(hears(&mut desk, &keys(7), 4_000, 4));
}

#[test]
fn no_keys_in_time_are_told_once_with_what_went_wrong() {
    let (mut desk, order) = begun(1);
    let stranger = Some(phone(666));
    let other = HandshakeError::OtherCertificate;
    desk.session
        .handshake_failed(desk.now, order.generation, stranger, other, &mut desk.news);
    assert_eq!(desk.news, [], "anybody may have tried");
    desk.pass(Duration::from_secs(20));
    assert!(desk.session.deadline().is_some_and(|due| due <= desk.now));
    desk.poll_voice();
    let stream = desk.session.id();
    let told = Event::Unsecured { stream, error: other };
    assert_eq!(desk.news, [told]);
    desk.pass(PTIME);
    desk.poll_voice();
    assert_eq!(desk.news.len(), 1);
}

#[test]
fn who_shows_another_certificate_where_the_phone_is_named_ends_the_wait() {
    for (source, error) in [
        (Some(phone(4_000)), HandshakeError::OtherCertificate),
        (None, HandshakeError::Overloaded),
    ] {
        let (mut desk, order) = begun(1);
        desk.session
            .handshake_failed(desk.now, order.generation, source, error, &mut desk.news);
        let stream = desk.session.id();
        assert_eq!(desk.news, [Event::Unsecured { stream, error }]);
        let (mut desk, order) = begun(1);
        desk.session.secure(order.generation, phone(4_000), keys(1));
        desk.session
            .handshake_failed(desk.now, order.generation, source, error, &mut desk.news);
        assert_eq!(desk.news, [], "the keys are there");
    }
}

#[test]
fn who_seems_to_have_failed_where_the_phone_is_named_has_a_second_chance() {
    let (source, error) = (Some(phone(4_000)), HandshakeError::Refused);
    let (mut desk, order) = begun(1);
    desk.session
        .handshake_failed(desk.now, order.generation, source, error, &mut desk.news);
    assert_eq!(desk.news, [], "anybody may have forged its address");
    desk.pass(Duration::from_secs(4));
    desk.poll_voice();
    assert_eq!(desk.news, []);
    desk.pass(Duration::from_secs(1));
    desk.poll_voice();
    let stream = desk.session.id();
    assert_eq!(desk.news, [Event::Unsecured { stream, error }]);
}

#[test]
fn a_phone_that_is_nowhere_yet_is_waited_for() {
    let mut desk = Desk::new(1);
    let nowhere = Agreed {
        remote_rtp: "0.0.0.0:4000".parse::<std::net::SocketAddr>().unwrap(),
        ..shaking(4_000, 1)
    };
    desk.session.agree(desk.now, nowhere);
    assert_eq!(desk.session.order_handshake(), None);
    desk.session.agree(desk.now, shaking(4_000, 1));
    assert!(desk.session.order_handshake().is_some());
    let mut plain = Desk::new(2);
    plain.session.agree(plain.now, agreed(phone(4_000)));
    assert!(!plain.session.takes_handshake(phone(4_000)));
}
