use super::{ALL, ours, phone, text};
use crate::ice::IceSecret;
use crate::offer_answer::{Agreed, Direction, Encryption, Keys, MediaAddress, Negotiator};
use crate::sdp::{PeerIce, Sdp};

fn here() -> MediaAddress {
    MediaAddress {
        ice: Some(IceSecret::new([3; 16])),
        fingerprint: Some("sha-256 ".to_owned() + &["AB"; 32].join(":")).map(|text| text.parse().unwrap()),
        ..ours(20_000)
    }
}

fn leg(encryption: Encryption) -> Negotiator {
    Negotiator::new(7, ALL.to_vec()).with_encryption(encryption, [5; 32])
}

fn said(fragment: &str, more: &str) -> Vec<u8> {
    let password = "0123456789abcdef0123456789";
    phone(
        1,
        &format!("m=audio 4000 RTP/AVP 0\na=ice-ufrag:{fragment}\na=ice-pwd:{password}{more}"),
    )
}

/// What a description says of ICE, and its candidates.
fn told(sdp: &[u8]) -> (Option<PeerIce>, bool, Vec<String>) {
    let sdp = Sdp::parse(sdp).unwrap();
    let section = sdp.sections.first().unwrap();
    let candidates = section.values("candidate").map(str::to_owned).collect();
    let is_lite = sdp
        .attributes
        .iter()
        .any(|attribute| attribute.name == "ice-lite");
    (sdp.ice(section), is_lite, candidates)
}

fn answered(leg: &mut Negotiator, offer: &[u8]) -> (Vec<u8>, Agreed) {
    leg.receive_offer(offer).unwrap();
    let (sdp, agreed) = leg.answer(&here()).unwrap();
    (sdp.to_vec(), agreed)
}

#[test]
fn a_phone_that_checks_its_ways_is_told_ours() {
    let (answer, agreed) = answered(&mut leg(Encryption::Never), &said("abcd", ""));
    let credentials = agreed.ice.unwrap();
    let (ice, is_lite, candidates) = told(&answer);
    let ice = ice.unwrap();
    assert!(is_lite);
    assert_eq!(ice.fragment, credentials.fragment());
    assert_eq!(ice.password, credentials.password());
    let [rtp, rtcp] = [
        "1 1 UDP 2130706431 203.0.113.7 20000",
        "1 2 UDP 2130706430 203.0.113.7 20001",
    ];
    assert_eq!(
        candidates,
        [format!("{rtp} typ host"), format!("{rtcp} typ host")]
    );
    let (answer, _) = answered(&mut leg(Encryption::Never), &said("abcd", "\na=rtcp-mux"));
    assert_eq!(told(&answer).2, [format!("{rtp} typ host")]);
}

#[test]
fn names_of_the_mdns_kind_trickle_and_addresses_to_come_are_tolerated() {
    let more =
        "\na=ice-options:trickle\na=candidate:1 1 udp 1 4d3c.local 50000 typ host\na=candidate:rubbish";
    let offer = text(&said("abcd", more))
        .replace("m=audio 4000", "m=audio 9")
        .replace("c=IN IP4 192.0.2.1", "c=IN IP4 0.0.0.0");
    let (_, agreed) = answered(&mut leg(Encryption::Never), offer.as_bytes());
    assert!(agreed.ice.is_some());
    assert_eq!(agreed.direction, Direction::SendRecv, "it is not on hold");
}

#[test]
fn what_is_no_ice_is_answered_without() {
    for offer in [
        phone(1, "m=audio 4000 RTP/AVP 0"),
        phone(1, "m=audio 4000 RTP/AVP 0\na=ice-ufrag:abcd"),
        said("abc", ""),
        said("ab cd", ""),
        said("abcd", "\na=ice-mismatch"),
    ] {
        let (answer, agreed) = answered(&mut leg(Encryption::Never), &offer);
        assert_eq!(agreed.ice, None);
        assert_eq!(told(&answer), (None, false, vec![]), "{}", text(&offer));
    }
    let mut without = leg(Encryption::Never);
    without.receive_offer(&said("abcd", "")).unwrap();
    let (answer, agreed) = without.answer(&ours(20_000)).unwrap();
    assert_eq!((told(&answer).0, agreed.ice), (None, None));
}

#[test]
fn a_restart_has_other_credentials_and_a_hold_the_same() {
    let mut leg = leg(Encryption::Never);
    let (_, first) = answered(&mut leg, &said("abcd", ""));
    let (_, held) = answered(&mut leg, &said("abcd", "\na=sendonly"));
    assert_eq!(held.ice, first.ice);
    let (answer, again) = answered(&mut leg, &said("efgh", ""));
    assert_ne!(again.ice, first.ice);
    assert_eq!(told(&answer).0.unwrap().fragment, again.ice.unwrap().fragment());
}

#[test]
fn who_is_offered_a_handshake_is_offered_checks_too() {
    let mut browser = leg(Encryption::Required(Keys::Dtls));
    let (ice, is_lite, candidates) = told(&browser.offer(&here()));
    assert!(is_lite && candidates.len() == 1);
    let certificate = here().fingerprint.unwrap();
    let profile = "UDP/TLS/RTP/SAVP";
    let lines = format!("\na=rtcp-mux\na=setup:active\na=fingerprint:{certificate}");
    let answer = text(&said("abcd", &lines)).replace("RTP/AVP", profile);
    let agreed = browser.receive_answer(answer.as_bytes()).unwrap();
    assert_eq!(agreed.ice.unwrap().fragment(), ice.clone().unwrap().fragment);
    assert_eq!(told(&browser.offer(&here())).0, ice, "it stays with the call");
    assert_eq!(told(&browser.offer_again().unwrap()).0, ice);

    let mut plain = leg(Encryption::Required(Keys::Dtls));
    plain.offer(&here());
    let answer = text(&phone(1, &format!("m=audio 4000 {profile} 0{lines}")));
    assert_eq!(plain.receive_answer(answer.as_bytes()).unwrap().ice, None);
    assert_eq!(told(&plain.offer(&here())).0, None);
    assert_eq!(told(&leg(Encryption::Never).offer(&here())).0, None);
}

#[test]
fn passwords_are_not_shown_by_what_holds_them() {
    let mut leg = leg(Encryption::Never);
    let (answer, agreed) = answered(&mut leg, &said("abcd", ""));
    let shown = format!("{leg:?} {agreed:?}");
    let ours = told(&answer).0.unwrap().password;
    for password in [ours.as_str(), "0123456789abcdef0123456789"] {
        assert!(!shown.contains(password), "{shown}");
    }
}
