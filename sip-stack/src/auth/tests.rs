//! Challenge, response and judgement.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use super::digest::{Digest, Protection};
use super::{Algorithm, Attempt, Challenger, Ha1, RespondError, Verdict, preferred, respond};
use crate::message::{Challenge, Credentials, Method};

const NOW: u64 = 1_800_000_000;
const PHONE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 7));
const ELSEWHERE: IpAddr = IpAddr::V4(Ipv4Addr::new(203, 0, 113, 9));

fn challenger() -> Challenger {
    Challenger::new("office.example", [7; 32], Duration::from_secs(60))
}

fn attempt(nonce_count: u32) -> Attempt<'static> {
    Attempt {
        method: &Method::Register,
        uri: "sip:office.example",
        body: b"",
        cnonce: "0a4f113b",
        nonce_count,
    }
}

fn answer(challenge: &str, password: &str, nonce_count: u32) -> Credentials {
    let challenge = Challenge::parse(challenge.as_bytes()).unwrap();
    Credentials::parse(
        respond(
            &challenge,
            "101",
            &Ha1::new("101", "office.example", password),
            &attempt(nonce_count),
        )
        .unwrap()
        .as_bytes(),
    )
    .unwrap()
}

fn judge(challenger: &mut Challenger, now: u64, credentials: &Credentials) -> Verdict {
    challenger.verify(
        now,
        PHONE,
        credentials,
        &Method::Register,
        b"",
        &Ha1::new("101", "office.example", "secret"),
    )
}

#[test]
fn the_example_of_rfc_7616_comes_out() {
    let ha1 = Ha1::new("Mufasa", "http-auth@example.org", "Circle of Life");
    for (algorithm, expected) in [
        (Algorithm::Md5, "8ca523f5e9506fed4657c9700eebdbec"),
        (
            Algorithm::Sha256,
            "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1",
        ),
    ] {
        let protection = Some(Protection {
            nonce_count: "00000001",
            cnonce: "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
            body: None,
        });
        let nonce = "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v";
        let digest = Digest {
            algorithm,
            nonce,
            protection,
            method: "GET",
            uri: "/dir/index.html",
        };
        assert_eq!(digest.response(&ha1), expected);
    }
}

#[test]
fn both_algorithms_are_offered_and_accepted_md5_first() {
    let mut challenger = challenger();
    let offers = challenger.challenge(NOW, PHONE, false);
    let read: Vec<_> = offers
        .iter()
        .map(|offer| Challenge::parse(offer.as_bytes()).unwrap())
        .collect();
    assert_eq!(read[0].get("algorithm"), Some("MD5"));
    assert_eq!(read[1].get("algorithm"), Some("SHA-256"));
    assert!(
        read.iter()
            .all(|offer| offer.get("qop") == Some("auth") && offer.get("stale").is_none())
    );
    assert_eq!(preferred(&read), Some(&read[0]));
    for offer in &challenger.challenge(NOW, PHONE, false) {
        let mut fresh = self::challenger();
        assert_eq!(
            judge(&mut fresh, NOW, &answer(offer, "secret", 1)),
            Verdict::Accepted
        );
        assert_eq!(judge(&mut fresh, NOW, &answer(offer, "wrong", 2)), Verdict::Wrong);
    }
}

#[test]
fn a_nonce_serves_at_another_address_but_a_wrong_password_with_it_is_told_apart() {
    let mut challenger = challenger();
    let ha1 = Ha1::new("101", "office.example", "secret");
    let [offer, _] = challenger.challenge(NOW, PHONE, false);
    for (password, count, verdict) in [
        ("wrong", 1, Verdict::WrongElsewhere),
        ("secret", 1, Verdict::Accepted),
    ] {
        let credentials = answer(&offer, password, count);
        let judged = challenger.verify(NOW, ELSEWHERE, &credentials, &Method::Register, b"", &ha1);
        assert_eq!(judged, verdict);
    }
}

#[test]
fn a_digest_uri_may_differ_from_the_request_uri() {
    // A proxy on the way rewrote the Request-URI; what the phone signed is what counts.
    let mut challenger = challenger();
    let [offer, _] = challenger.challenge(NOW, PHONE, false);
    let offer = Challenge::parse(offer.as_bytes()).unwrap();
    let ha1 = Ha1::new("101", "office.example", "secret");
    for (count, uri) in [
        (1, "sip:office.example"),
        (2, "sip:office.example;transport=tcp"),
        (3, "sips:other"),
    ] {
        let signed = Attempt {
            uri,
            ..attempt(count)
        };
        let value = respond(&offer, "101", &ha1, &signed).unwrap();
        let credentials = Credentials::parse(value.as_bytes()).unwrap();
        assert_eq!(
            judge(&mut challenger, NOW, &credentials),
            Verdict::Accepted,
            "{uri}"
        );
        let changed = Credentials::parse(value.replace(uri, "sip:forged").as_bytes()).unwrap();
        assert_eq!(judge(&mut challenger, NOW, &changed), Verdict::Wrong, "{uri}");
    }
}

#[test]
fn a_nonce_count_is_accepted_once() {
    let mut challenger = challenger();
    let [offer, _] = challenger.challenge(NOW, PHONE, false);
    for (count, verdict) in [
        (1, Verdict::Accepted),
        (1, Verdict::Replayed),
        (2, Verdict::Accepted),
    ] {
        assert_eq!(
            judge(&mut challenger, NOW, &answer(&offer, "secret", count)),
            verdict
        );
    }
    let [other, _] = challenger.challenge(NOW, PHONE, false);
    assert_eq!(
        judge(&mut challenger, NOW, &answer(&other, "secret", 1)),
        Verdict::Accepted
    );
}

#[test]
fn a_nonce_grows_stale_and_foreign_ones_are() {
    let mut challenger = challenger();
    let [offer, _] = challenger.challenge(NOW, PHONE, true);
    assert!(offer.ends_with("stale=true"));
    assert_eq!(
        judge(&mut challenger, NOW + 61, &answer(&offer, "secret", 1)),
        Verdict::Stale
    );
    assert_eq!(
        judge(&mut challenger, NOW - 1, &answer(&offer, "secret", 1)),
        Verdict::Stale
    );
    assert_eq!(
        judge(&mut challenger, NOW + 61, &answer(&offer, "wrong", 1)),
        Verdict::Stale,
        "no password is tried with a nonce that is not good"
    );
    let mut restarted = Challenger::new("office.example", [8; 32], Duration::from_secs(60));
    assert_eq!(
        judge(&mut restarted, NOW, &answer(&offer, "secret", 1)),
        Verdict::Stale
    );
    let forged = "Digest realm=\"office.example\", nonce=\"abc\", qop=\"auth\"";
    assert_eq!(
        judge(&mut challenger, NOW, &answer(forged, "secret", 1)),
        Verdict::Stale
    );
}

#[test]
fn a_phone_without_qop_may_use_a_nonce_once() {
    let mut challenger = challenger();
    let [offer, _] = challenger.challenge(NOW, PHONE, false);
    let old = answer(&offer.replace(", qop=\"auth\"", ""), "secret", 1);
    assert_eq!(old.get("nc"), None);
    assert_eq!(judge(&mut challenger, NOW, &old), Verdict::Accepted);
    assert_eq!(judge(&mut challenger, NOW, &old), Verdict::Replayed);
}

#[test]
fn auth_int_covers_the_body() {
    let mut challenger = challenger();
    let [offer, _] = challenger.challenge(NOW, PHONE, false);
    let offer = Challenge::parse(offer.replace("\"auth\"", "\"auth-int\"").as_bytes()).unwrap();
    let attempt = Attempt {
        body: b"body",
        ..attempt(1)
    };
    let ha1 = Ha1::new("101", "office.example", "secret");
    let value = respond(&offer, "101", &ha1, &attempt).unwrap();
    let credentials = Credentials::parse(value.as_bytes()).unwrap();
    let mut verify = |body: &[u8]| challenger.verify(NOW, PHONE, &credentials, &Method::Register, body, &ha1);
    assert_eq!(verify(b"other"), Verdict::Wrong);
    assert_eq!(verify(b"body"), Verdict::Accepted);
}

#[test]
fn nobody_cannot_be_anyone_and_odd_credentials_are_unusable() {
    let mut challenger = challenger();
    let [_, offer] = challenger.challenge(NOW, PHONE, false);
    let nobody = challenger.nobody().clone();
    let credentials = answer(&offer, "secret", 1);
    let verdict = challenger.verify(NOW, PHONE, &credentials, &Method::Register, b"", &nobody);
    assert_eq!(verdict, Verdict::Wrong);
    for (from, into) in [
        ("qop=auth", "qop=odd"),
        ("nc=00000001", "nc=1"),
        ("algorithm=SHA-256", "algorithm=MD5-sess"),
        ("uri=", "x="),
    ] {
        let challenge = Challenge::parse(offer.as_bytes()).unwrap();
        let value = respond(
            &challenge,
            "101",
            &Ha1::new("101", "office.example", "secret"),
            &attempt(1),
        )
        .unwrap()
        .replace(from, into);
        let credentials = Credentials::parse(value.as_bytes()).unwrap();
        assert_eq!(
            judge(&mut challenger, NOW, &credentials),
            Verdict::Unusable,
            "{into}"
        );
    }
}

#[test]
fn credentials_of_other_realms_are_left_alone() {
    let challenger = challenger();
    let read = |text: &str| Credentials::parse(text.as_bytes()).unwrap();
    let all = [
        read("Digest realm=\"other\""),
        read("Bearer realm=\"office.example\""),
        read("digest realm=\"office.example\""),
    ];
    assert_eq!(challenger.own(&all), Some(&all[2]));
    assert_eq!(challenger.own(&all[..2]), None);
}

#[test]
fn a_challenge_that_cannot_be_met_says_why() {
    for (challenge, error) in [
        ("Basic realm=\"r\"", RespondError::Algorithm),
        (
            "Digest realm=\"r\", nonce=\"n\", algorithm=SHA-512-256",
            RespondError::Algorithm,
        ),
        ("Digest realm=\"r\"", RespondError::Incomplete),
        (
            "Digest realm=\"r\", nonce=\"n\", qop=\"new\"",
            RespondError::Protection,
        ),
    ] {
        let challenge = Challenge::parse(challenge.as_bytes()).unwrap();
        assert_eq!(
            respond(&challenge, "u", &Ha1::new("u", "r", "p"), &attempt(1)),
            Err(error)
        );
    }
}

#[test]
fn a_hash_is_stored_as_hexadecimal_and_never_printed() {
    let ha1 = Ha1::new("u", "r", "p");
    let stored = Ha1::from_hex(ha1.hex(Algorithm::Md5), ha1.hex(Algorithm::Sha256));
    assert_eq!(stored.as_ref(), Some(&ha1));
    assert_eq!(Ha1::from_hex("x", ""), None);
    assert!(!format!("{ha1:?}").contains(ha1.hex(Algorithm::Md5)));
}
