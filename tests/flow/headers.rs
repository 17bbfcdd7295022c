//! What of one leg's headers the other leg sees.

use sip_stack::message::{HeaderName, Headers, Limits, Message};
use tests::sim::{Action, OnRing, World};

use crate::ms;

/// The headers of the INVITE that bob gets when alice dials with these.
fn seen_by_bob(seed: u8, headers: &'static [(&'static str, &'static str)]) -> Headers {
    let mut world = World::new(seed);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::DialWith("102", headers));
    world.at(ms(1_000), alice, Action::HangUp);
    let ladder = world.run();
    ladder.expect(
        "
        alice > switch INVITE
        switch > bob INVITE
        bob > switch 200 INVITE
        switch > bob ACK
        switch > alice 200 INVITE
        alice > switch ACK
        alice > switch BYE
        switch > alice 200 BYE
        switch > bob BYE
        bob > switch 200 BYE
        ",
    );
    let invite = ladder.sent("switch", "INVITE")[0].bytes.clone();
    match Message::parse(invite, &Limits::default()) {
        Ok(message) => message.headers().clone(),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn what_speaks_to_the_callee_crosses_and_what_tells_of_the_other_leg_does_not() {
    let seen = seen_by_bob(
        41,
        &[
            ("Subject", "Lunch"),
            ("User-to-User", "56a3;encoding=hex"),
            ("Alert-Info", "<urn:alert:source:internal>"),
            ("User-Agent", "Secret/1.0"),
            ("X-Internal", "10.9.9.9"),
        ],
    );
    assert_eq!(seen.text(HeaderName::Subject).as_deref(), Some("Lunch"));
    assert!(seen.has(HeaderName::UserToUser) && seen.has(HeaderName::AlertInfo));
    assert!(!seen.has(HeaderName::from_static("X-Internal")));
    assert_ne!(seen.text(HeaderName::UserAgent).as_deref(), Some("Secret/1.0"));
}

#[test]
fn a_phone_is_told_who_calls_by_us_and_not_by_the_caller() {
    let claims = &[
        ("P-Asserted-Identity", "\"Boss\" <sip:100@office.example>"),
        ("P-Preferred-Identity", "<sip:100@office.example>"),
        ("Remote-Party-ID", "<sip:100@office.example>;screen=yes"),
        ("Diversion", "<sip:100@office.example>;reason=user-busy"),
    ];
    let seen = seen_by_bob(42, claims);
    let asserted = seen.asserted_identities().unwrap();
    assert_eq!(asserted.len(), 1);
    assert_eq!(asserted[0].uri().to_string(), "sip:101@office.example");
    assert_eq!(seen.count(HeaderName::RemotePartyId), 1);
    assert!(!seen.has(HeaderName::PPreferredIdentity) && !seen.has(HeaderName::Diversion));
}

#[test]
fn a_caller_who_asks_for_it_is_named_nowhere() {
    let seen = seen_by_bob(43, &[("Privacy", "id")]);
    let from = seen.from().unwrap();
    assert_eq!(from.uri().to_string(), "sip:anonymous@anonymous.invalid");
    assert_eq!(seen.text(HeaderName::Privacy).as_deref(), Some("id"));
    let said: Vec<_> = seen
        .iter()
        .map(|(_, value)| String::from_utf8_lossy(value).into_owned())
        .collect();
    assert!(said.iter().all(|value| !value.contains("sip:101")), "{said:?}");
}
