use super::{ALL, ours, phone, text};
use crate::offer_answer::{Encryption, Keys, NegotiationError, Negotiator, SrtpKeys};
use crate::sdp::{Crypto, Sdp, samples};
use crate::srtp::{SrtpKey, Suite};

const BEST_EFFORT: Encryption = Encryption::BestEffort(Keys::Sdes);
const REQUIRED: Encryption = Encryption::Required(Keys::Sdes);

fn leg(encryption: Encryption) -> Negotiator {
    Negotiator::new(7, ALL.to_vec()).with_encryption(encryption, [5; 32])
}

fn key(suite: Suite, filled: u8) -> SrtpKey {
    SrtpKey::new(suite, &vec![filled; suite.key_bytes() + suite.salt_bytes()]).unwrap()
}

const SUITE: Suite = Suite::AesCm128HmacSha1_80;

fn line(tag: u32, suite: Suite, filled: u8) -> String {
    format!("\na=crypto:{}", Crypto::new(tag, key(suite, filled)))
}

fn said(profile: &str, lines: &str) -> Vec<u8> {
    phone(1, &format!("m=audio 4000 {profile} 0{lines}"))
}

/// The profile and the keys of a description's first section.
fn told(sdp: &[u8]) -> (String, Vec<Crypto>) {
    let sdp = Sdp::parse(sdp).unwrap();
    let section = sdp.sections.first().unwrap();
    (section.protocol.clone(), section.crypto())
}

fn answered(leg: &mut Negotiator, offer: &[u8]) -> (String, Vec<Crypto>, Option<SrtpKeys>) {
    leg.receive_offer(offer).unwrap();
    let (sdp, agreed) = leg.answer(&ours(20_000)).unwrap();
    let (profile, crypto) = told(&sdp);
    (profile, crypto, agreed.keys())
}

#[test]
fn the_first_line_that_we_can_use_is_taken_with_a_key_of_our_own() {
    let offer = said(
        "RTP/SAVP",
        &format!(
            "\na=crypto:1 F8_128_HMAC_SHA1_80 inline:x{}{}",
            line(2, Suite::AeadAes256Gcm, 2),
            line(3, SUITE, 3)
        ),
    );
    for encryption in [Encryption::Offered, BEST_EFFORT, REQUIRED] {
        let (profile, lines, keys) = answered(&mut leg(encryption), &offer);
        let keys = keys.unwrap();
        assert_eq!(profile, "RTP/SAVP");
        assert_eq!(lines, [Crypto::new(2, keys.send)]);
        assert_eq!(keys.receive, key(Suite::AeadAes256Gcm, 2));
        assert_eq!(keys.send.suite(), Suite::AeadAes256Gcm);
        assert_ne!(keys.send, keys.receive);
    }
    let refused = leg(Encryption::Never).receive_offer(&offer);
    assert_eq!(refused, Err(NegotiationError::NoAudio));
}

#[test]
fn keys_beside_plain_rtp_are_taken_or_passed_over_by_the_legs_wish() {
    let offer = said("RTP/AVP", &line(1, SUITE, 1));
    for (encryption, secured) in [
        (Encryption::Never, false),
        (Encryption::Offered, true),
        (BEST_EFFORT, true),
        (REQUIRED, true),
    ] {
        let (profile, lines, keys) = answered(&mut leg(encryption), &offer);
        assert_eq!(profile, "RTP/AVP", "{encryption:?}");
        assert_eq!(
            (lines.len() == 1, keys.is_some()),
            (secured, secured),
            "{encryption:?}"
        );
    }
}

#[test]
fn plain_rtp_is_refused_where_srtp_is_required() {
    let mut required = leg(REQUIRED);
    let refused = required.receive_offer(&said("RTP/AVP", "")).unwrap_err();
    assert_eq!(refused, NegotiationError::NotEncrypted);
    assert_eq!(refused.status_code(), 488);
    required.offer(&ours(20_000));
    let answer = said("RTP/AVP", "");
    assert_eq!(
        required.receive_answer(&answer),
        Err(NegotiationError::NotEncrypted)
    );
}

#[test]
fn of_the_same_audio_twice_the_encrypted_one_is_spoken() {
    for (encryption, ports) in [
        (Encryption::Offered, [20_000, 0]),
        (Encryption::Never, [0, 20_000]),
    ] {
        let mut leg = leg(encryption);
        leg.receive_offer(samples::SNOM.as_bytes()).unwrap();
        let (answer, _) = leg.answer(&ours(20_000)).unwrap();
        let answer = Sdp::parse(&answer).unwrap();
        let told: Vec<u16> = answer.sections.iter().map(|section| section.port).collect();
        assert_eq!(told, ports);
    }
}

#[test]
fn each_wish_offers_its_profile_and_its_keys() {
    for (encryption, profile, lines) in [
        (Encryption::Never, "RTP/AVP", 0),
        (Encryption::Offered, "RTP/AVP", 0),
        (BEST_EFFORT, "RTP/AVP", 3),
        (REQUIRED, "RTP/SAVP", 3),
    ] {
        let (said, keys) = told(&leg(encryption).offer(&ours(20_000)));
        assert_eq!((said.as_str(), keys.len()), (profile, lines), "{encryption:?}");
        let suites: Vec<Suite> = keys.iter().map(|crypto| crypto.key.suite()).collect();
        assert_eq!(suites, Suite::OFFERED[..lines]);
    }
}

#[test]
fn the_answer_to_an_offer_of_ours_picks_one_of_its_lines_or_none() {
    for encryption in [BEST_EFFORT, REQUIRED] {
        let mut leg = leg(encryption);
        let (profile, offered) = told(&leg.offer(&ours(20_000)));
        let agreed = leg
            .receive_answer(&said(&profile, &line(3, Suite::OFFERED[2], 9)))
            .unwrap();
        let keys = agreed.keys().unwrap();
        assert_eq!(keys.send, offered[2].key);
        assert_eq!(keys.receive, key(Suite::OFFERED[2], 9));
        let (_, again) = told(&leg.offer(&ours(20_000)));
        assert_eq!(again, [Crypto::new(1, keys.send)], "the key stays with the call");
        for wrong in [line(1, Suite::OFFERED[0], 9), line(3, Suite::OFFERED[2], 9)] {
            let answer = leg.receive_answer(&said(&profile, &wrong));
            assert_eq!(answer, Err(NegotiationError::Mismatch));
        }
    }
    let mut free = leg(BEST_EFFORT);
    free.offer(&ours(20_000));
    let agreed = free.receive_answer(&said("RTP/AVP", "")).unwrap();
    assert_eq!(agreed.srtp, None);
    assert_eq!(
        told(&free.offer(&ours(20_000))),
        (String::from("RTP/AVP"), vec![])
    );
}

#[test]
fn our_key_goes_on_with_the_phones_and_ends_with_it() {
    let mut leg = leg(Encryption::Offered);
    let offer = said("RTP/SAVP", &line(1, SUITE, 1));
    let (_, _, first) = answered(&mut leg, &offer);
    let (_, _, held) = answered(
        &mut leg,
        &said("RTP/SAVP", &format!("{}\na=sendonly", line(1, SUITE, 1))),
    );
    assert_eq!(held, first);
    let (_, _, changed) = answered(&mut leg, &said("RTP/SAVP", &line(1, SUITE, 2)));
    assert_ne!(changed.unwrap().send, first.unwrap().send);
    let (_, _, back) = answered(&mut leg, &offer);
    assert_ne!(back.unwrap().send, first.unwrap().send, "no key is used twice");
    let (_, _, plain) = answered(&mut leg, &said("RTP/AVP", ""));
    assert_eq!(plain, None);
    let again = leg.offer_again().unwrap();
    assert_eq!(told(&again).1, []);
}

#[test]
fn an_encrypted_leg_and_a_plain_one_are_joined_and_neither_sees_the_others_keys() {
    let (mut caller, mut callee) = (leg(Encryption::Offered), leg(Encryption::Offered));
    caller
        .receive_offer(&said("RTP/SAVP", &line(4, SUITE, 1)))
        .unwrap();
    let offer = callee.offer_from(&caller, &ours(20_002)).unwrap();
    assert_eq!(told(&offer), (String::from("RTP/AVP"), vec![]));
    let agreed = callee.receive_answer(&said("RTP/AVP", "")).unwrap();
    assert_eq!(agreed.srtp, None);
    let (answer, agreed) = caller.answer_from(&callee, &ours(20_000)).unwrap();
    let keys = agreed.keys().unwrap();
    assert_eq!(
        told(&answer),
        (String::from("RTP/SAVP"), vec![Crypto::new(4, keys.send)])
    );
    let again = caller.offer_again().unwrap();
    assert_eq!(told(&again).1, [Crypto::new(4, keys.send)]);
}

#[test]
fn keys_are_not_shown_by_what_holds_them() {
    let mut leg = leg(REQUIRED);
    let offer = text(&leg.offer(&ours(20_000)));
    leg.receive_answer(&said("RTP/SAVP", &line(1, SUITE, 1))).unwrap();
    let shown = format!("{leg:?}");
    let keys = offer.split("inline:").skip(1).map(|rest| rest[..40].to_owned());
    let theirs = Crypto::new(1, key(SUITE, 1)).to_string();
    for key in keys.chain([theirs.split_once("inline:").unwrap().1.to_owned()]) {
        assert!(!shown.contains(&key), "{shown}");
    }
}
