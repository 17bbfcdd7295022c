use super::{ALL, ours, phone, text};
use crate::dtls::{DtlsTerms, Fingerprint, HashFunction, Role};
use crate::offer_answer::{Encryption, Keying, Keys, MediaAddress, NegotiationError, Negotiator};
use crate::sdp::{Sdp, Setup};

const REQUIRED: Encryption = Encryption::Required(Keys::Dtls);
const BEST_EFFORT: Encryption = Encryption::BestEffort(Keys::Dtls);

fn leg(encryption: Encryption) -> Negotiator {
    Negotiator::new(7, ALL.to_vec()).with_encryption(encryption, [5; 32])
}

fn certificate(name: u8) -> Fingerprint {
    Fingerprint::of(HashFunction::Sha256, &[name])
}

fn here() -> MediaAddress {
    MediaAddress {
        fingerprint: Some(certificate(0)),
        ..ours(20_000)
    }
}

/// A phone's description with its certificate and who begins.
fn said(profile: &str, name: u8, setup: &str) -> Vec<u8> {
    let fingerprint = certificate(name);
    let lines = format!("a=rtcp-mux\na=setup:{setup}\na=fingerprint:{fingerprint}");
    phone(1, &format!("m=audio 4000 {profile} 0\n{lines}"))
}

fn terms(role: Role, name: u8) -> Option<Box<Keying>> {
    Some(Box::new(Keying::Dtls(DtlsTerms {
        role,
        fingerprints: vec![certificate(name)],
        tls_id: None,
    })))
}

/// Profile, who begins, our certificate, whether RTCP is multiplexed.
fn told(sdp: &[u8]) -> (String, Option<Setup>, Vec<Fingerprint>, bool) {
    let sdp = Sdp::parse(sdp).unwrap();
    let section = sdp.sections.first().unwrap();
    let fingerprints = sdp.fingerprints(section);
    let setup = sdp.setup(section);
    (
        section.protocol.clone(),
        setup,
        fingerprints,
        section.has("rtcp-mux"),
    )
}

const DTLS: &str = "UDP/TLS/RTP/SAVP";

#[test]
fn an_offer_is_answered_with_who_begins_and_our_certificate() {
    for (profile, theirs, ours, role) in [
        (DTLS, "actpass", Setup::Passive, Role::Server),
        ("UDP/TLS/RTP/SAVPF", "active", Setup::Passive, Role::Server),
        (DTLS, "passive", Setup::Active, Role::Client),
        ("RTP/SAVPF", "actpass", Setup::Passive, Role::Server),
        ("RTP/AVP", "ACTPASS", Setup::Passive, Role::Server),
        (DTLS, "holdconn", Setup::HoldConn, Role::Server),
    ] {
        for encryption in [Encryption::Offered, BEST_EFFORT, REQUIRED] {
            let mut leg = leg(encryption);
            leg.receive_offer(&said(profile, 1, theirs)).unwrap();
            let (answer, agreed) = leg.answer(&here()).unwrap();
            let answer = told(&answer);
            assert_eq!(
                answer,
                (profile.to_owned(), Some(ours), vec![certificate(0)], true)
            );
            assert_eq!(agreed.srtp, terms(role, 1), "{profile} {theirs}");
            assert!(agreed.rtcp_mux);
        }
    }
    let refused = leg(Encryption::Never).receive_offer(&said(DTLS, 1, "actpass"));
    assert_eq!(refused, Err(NegotiationError::NoAudio));
}

#[test]
fn an_offer_of_ours_names_our_certificate_and_lets_the_phone_choose_who_begins() {
    for (encryption, profile) in [(BEST_EFFORT, "RTP/AVP"), (REQUIRED, DTLS)] {
        for (setup, role) in [("active", Role::Server), ("passive", Role::Client)] {
            let mut leg = leg(encryption);
            let offer = told(&leg.offer(&here()));
            let expected = (
                profile.to_owned(),
                Some(Setup::ActPass),
                vec![certificate(0)],
                true,
            );
            assert_eq!(offer, expected);
            let agreed = leg.receive_answer(&said(profile, 2, setup)).unwrap();
            assert_eq!(agreed.srtp, terms(role, 2));
            assert!(agreed.rtcp_mux);
            assert_eq!(told(&leg.offer(&here())), expected, "it stays with the call");
            assert_eq!(told(&leg.offer_again().unwrap()), expected);
        }
    }
}

#[test]
fn a_phone_that_answers_without_a_certificate_is_plain_or_refused() {
    let answer = phone(1, "m=audio 4000 RTP/AVP 0");
    let mut free = leg(BEST_EFFORT);
    free.offer(&here());
    let agreed = free.receive_answer(&answer).unwrap();
    assert_eq!((agreed.srtp, agreed.rtcp_mux), (None, false));
    assert_eq!(told(&free.offer(&here())).0, "RTP/AVP");
    assert_eq!(told(&free.offer(&here())).2, [], "who took plain RTP keeps it");
    let mut required = leg(REQUIRED);
    required.offer(&here());
    assert_eq!(
        required.receive_answer(&answer),
        Err(NegotiationError::NotEncrypted)
    );
}

#[test]
fn the_same_certificate_keeps_who_began_and_another_is_another_handshake() {
    let mut leg = leg(Encryption::Offered);
    leg.receive_offer(&said(DTLS, 1, "passive")).unwrap();
    let (_, first) = leg.answer(&here()).unwrap();
    leg.receive_offer(&said(DTLS, 1, "actpass")).unwrap();
    let (answer, held) = leg.answer(&here()).unwrap();
    assert_eq!(held.srtp, first.srtp);
    assert_eq!(told(&answer).1, Some(Setup::Active));
    leg.receive_offer(&said(DTLS, 3, "actpass")).unwrap();
    let (_, changed) = leg.answer(&here()).unwrap();
    assert_eq!(changed.srtp, terms(Role::Server, 3));
}

#[test]
fn certificates_of_the_whole_session_and_a_name_of_the_association_are_read() {
    let fingerprint = certificate(1);
    let session = format!("a=fingerprint:{fingerprint}\r\na=setup:active\r\na=tls-id:abc\r\n");
    let offer = text(&phone(1, &format!("m=audio 4000 {DTLS} 0")))
        .replace("t=0 0\r\n", &format!("t=0 0\r\n{session}"));
    let mut leg = leg(Encryption::Offered);
    leg.receive_offer(offer.as_bytes()).unwrap();
    let (_, agreed) = leg.answer(&here()).unwrap();
    let terms = agreed.handshake().unwrap();
    assert_eq!((terms.role, terms.tls_id.as_deref()), (Role::Server, Some("abc")));
    assert_eq!(terms.fingerprints, [fingerprint]);
}

#[test]
fn keys_in_sdp_come_before_a_handshake_but_for_its_own_profile() {
    let crypto = "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    for (profile, is_told) in [("RTP/SAVP", true), ("RTP/AVP", true), (DTLS, false)] {
        let offer = text(&said(profile, 1, "actpass")).replace("a=setup", &format!("{crypto}\r\na=setup"));
        let mut leg = leg(Encryption::Offered);
        leg.receive_offer(offer.as_bytes()).unwrap();
        let (_, agreed) = leg.answer(&here()).unwrap();
        assert_eq!(agreed.keys().is_some(), is_told, "{profile}");
        assert_eq!(agreed.handshake().is_some(), !is_told, "{profile}");
    }
}

#[test]
fn a_certificate_by_a_weak_hash_only_is_none() {
    let weak = "a=fingerprint:sha-1 00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:00:11:22:33";
    let offer = phone(1, &format!("m=audio 4000 {DTLS} 0\na=setup:actpass\n{weak}"));
    let refused = leg(Encryption::Offered).receive_offer(&offer);
    assert_eq!(refused, Err(NegotiationError::NoAudio));
}

#[test]
fn who_speaks_no_handshake_does_without_where_that_is_allowed() {
    let mut free = leg(BEST_EFFORT);
    assert_eq!(told(&free.offer(&ours(20_000))).2, []);
    let mut free = leg(BEST_EFFORT);
    free.receive_offer(&said("RTP/AVP", 1, "actpass")).unwrap();
    assert_eq!(free.answer(&ours(20_000)).unwrap().1.srtp, None);
    for (encryption, profile) in [(BEST_EFFORT, DTLS), (REQUIRED, "RTP/AVP")] {
        let mut leg = leg(encryption);
        leg.receive_offer(&said(profile, 1, "actpass")).unwrap();
        assert_eq!(leg.answer(&ours(20_000)).unwrap_err(), NegotiationError::NoAudio);
    }
}
