//! What of one leg's headers the other leg sees.

use sip_stack::message::{HeaderName, Headers, Limits, Message, StatusCode};
use tests::sim::{Action, Ladder, OnRing, World};

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

/// The headers of a message that the switch sent to `to`.
fn heard(ladder: &Ladder, to: &str, name: &str) -> Headers {
    let mut sent = ladder.sent("switch", name).into_iter();
    let step = sent.find(|step| step.to == to);
    let Some(step) = step else {
        panic!("no {name} to {to}: {:#?}", ladder.lines())
    };
    match Message::parse(step.bytes.clone(), &Limits::default()) {
        Ok(message) => message.headers().clone(),
        Err(error) => panic!("{error}"),
    }
}

/// What a callee says in its responses here.
const SAID: &[(&str, &str)] = &[
    ("User-to-User", "56a3;encoding=hex"),
    ("Call-Info", "<http://office.example/102>;purpose=info"),
    ("Reason", "Q.850;cause=17"),
    ("P-Asserted-Identity", "<sip:ceo@office.example>"),
    ("X-Internal", "10.9.9.9"),
];

#[test]
fn a_caller_hears_what_the_callee_says_and_from_us_who_it_is() {
    let mut world = World::new(44);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::Answer(ms(1_000)));
    world.at(ms(0), bob, Action::SayInAnswers(SAID));
    world.at(ms(100), alice, Action::Dial("102"));
    world.at(ms(3_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    for response in ["180 INVITE", "200 INVITE"] {
        let seen = heard(&ladder, "alice", response);
        assert_eq!(
            seen.text(HeaderName::UserToUser).as_deref(),
            Some("56a3;encoding=hex")
        );
        assert!(seen.has(HeaderName::CallInfo), "{response}");
        assert!(!seen.has(HeaderName::from_static("X-Internal")), "{response}");
    }
    let asserted = heard(&ladder, "alice", "200 INVITE")
        .asserted_identities()
        .unwrap();
    assert_eq!(asserted.len(), 1);
    assert_eq!(asserted[0].uri().to_string(), "sip:102@office.example");
}

#[test]
fn a_callee_who_asks_for_it_is_not_named_to_the_caller() {
    let mut world = World::new(45);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), bob, Action::SayInAnswers(&[("Privacy", "id")]));
    world.at(ms(100), alice, Action::Dial("102"));
    world.at(ms(3_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    let seen = heard(&ladder, "alice", "200 INVITE");
    assert!(!seen.has(HeaderName::PAssertedIdentity) && !seen.has(HeaderName::RemotePartyId));
    assert_eq!(seen.text(HeaderName::Privacy).as_deref(), Some("id"));
}

#[test]
fn a_refusal_says_why() {
    let mut world = World::new(46);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::Reject(StatusCode::BUSY_HERE));
    world.at(ms(0), bob, Action::SayInAnswers(SAID));
    world.at(ms(100), alice, Action::Dial("102"));
    let ladder = world.run().clone();
    let seen = heard(&ladder, "alice", "486 INVITE");
    assert_eq!(seen.text(HeaderName::Reason).as_deref(), Some("Q.850;cause=17"));
    assert!(!seen.has(HeaderName::from_static("X-Internal")) && !seen.has(HeaderName::PAssertedIdentity));
}

/// What bob hears when alice ends a call that is answered, and one that rings.
fn ended(seed: u8, farewell: &Action) -> [Headers; 2] {
    [(OnRing::AnswerAtOnce, "BYE"), (OnRing::Ring, "CANCEL")].map(|(bob, request)| {
        let mut world = World::new(seed);
        let alice = world.phone("alice", "101", OnRing::Ring);
        world.phone("bob", "102", bob);
        world.at(ms(0), alice, Action::Dial("102"));
        world.at(ms(2_000), alice, farewell.clone());
        let ladder = world.run().clone();
        assert_eq!(world.left_over(), 0);
        heard(&ladder, "bob", request)
    })
}

#[test]
fn what_is_said_at_the_end_is_heard_at_the_other_end() {
    let said = Action::HangUpSaying("Q.850;cause=31", "0a;encoding=hex");
    let [bye, cancel] = ended(47, &said);
    for heard in [&bye, &cancel] {
        assert_eq!(heard.text(HeaderName::Reason).as_deref(), Some("Q.850;cause=31"));
    }
    assert!(bye.has(HeaderName::UserToUser) && !cancel.has(HeaderName::UserToUser));
}

#[test]
fn who_hears_no_reason_from_the_other_end_hears_ours() {
    for heard in ended(52, &Action::HangUp) {
        assert_eq!(heard.text(HeaderName::Reason).as_deref(), Some("Q.850;cause=16"));
    }
}

/// A trunk with rules for headers.
const RULED: &str = r#"
  - {name: carrier, server: "sip:192.0.2.12", numbers: ["+4930100"], numbering: {country: "49", outside_line: "0"}, headers: {pass: [X-Ticket], add: {X-Site: berlin}, remove: [Subject, Reason]}}
"#;

const TOLD: &[(&str, &str)] = &[
    ("Subject", "Lunch"),
    ("X-Ticket", "42"),
    ("X-Internal", "10.9.9.9"),
    ("Priority", "urgent"),
];

#[test]
fn the_rules_of_a_trunk_hold_for_what_goes_to_it() {
    let mut world = World::new(49).with_trunks(RULED);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("carrier", "carrier", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::DialWith("0030987", TOLD));
    world.at(
        ms(2_000),
        alice,
        Action::HangUpSaying("Q.850;cause=16", "0a;encoding=hex"),
    );
    let ladder = world.run().clone();
    let seen = heard(&ladder, "carrier", "INVITE");
    assert_eq!(
        seen.text(HeaderName::from_static("X-Ticket")).as_deref(),
        Some("42")
    );
    assert_eq!(
        seen.text(HeaderName::from_static("X-Site")).as_deref(),
        Some("berlin")
    );
    assert!(seen.has(HeaderName::Priority) && !seen.has(HeaderName::Subject));
    assert!(!seen.has(HeaderName::from_static("X-Internal")));
    let bye = heard(&ladder, "carrier", "BYE");
    assert!(!bye.has(HeaderName::Reason) && bye.has(HeaderName::UserToUser));
}

#[test]
fn the_rules_of_a_trunk_hold_for_what_comes_from_it() {
    let mut world = World::new(51).with_trunks(RULED);
    let alice = world.phone("alice", "101", OnRing::AnswerAtOnce);
    let carrier = world.phone("carrier", "030987654", OnRing::Ring);
    world.at(
        ms(0),
        alice,
        Action::SayInAnswers(&[("X-Ticket", "43"), ("X-Internal", "10.9.9.9")]),
    );
    world.at(ms(100), carrier, Action::DialWith("+4930100", TOLD));
    world.at(
        ms(2_000),
        carrier,
        Action::HangUpSaying("Q.850;cause=16", "0a;encoding=hex"),
    );
    let ladder = world.run().clone();
    let seen = heard(&ladder, "alice", "INVITE");
    assert_eq!(
        seen.text(HeaderName::from_static("X-Ticket")).as_deref(),
        Some("42")
    );
    assert!(
        !seen.has(HeaderName::from_static("X-Site")),
        "that is for the trunk"
    );
    assert!(seen.has(HeaderName::Priority) && !seen.has(HeaderName::Subject));
    let answer = heard(&ladder, "carrier", "200 INVITE");
    assert_eq!(
        answer.text(HeaderName::from_static("X-Ticket")).as_deref(),
        Some("43")
    );
    assert!(!answer.has(HeaderName::from_static("X-Internal")));
    assert!(
        !answer.has(HeaderName::PAssertedIdentity),
        "whose extension answered is ours to know"
    );
    assert!(!heard(&ladder, "alice", "BYE").has(HeaderName::Reason));
}
