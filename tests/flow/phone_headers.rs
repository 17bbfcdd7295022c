//! `sip.headers`: what crosses between phones, both ways.

use bytes::Bytes;
use sip_stack::message::{HeaderName, Headers, Limits, Message};
use softswitch::call::HeaderPolicy;
use tests::sim::{Action, Ladder, OnRing, World};

use crate::ms;

const SAID: &[(&str, &str)] = &[("X-Ticket", "4711"), ("Subject", "Lunch"), ("X-Other", "1")];

/// `{pass: [X-Ticket], add: {X-Site: berlin}, remove: [Subject]}`.
fn rules() -> HeaderPolicy {
    let add = vec![(HeaderName::from_static("X-Site"), Bytes::from_static(b"berlin"))];
    let rules = HeaderPolicy::default().with(
        vec![HeaderName::from_static("X-Ticket")],
        add,
        vec![HeaderName::Subject],
    );
    rules.unwrap_or_else(|error| panic!("{error}"))
}

fn call_with(rules: HeaderPolicy) -> Ladder {
    let mut world = World::new(171).with_phone_headers(rules);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::Answer(ms(1_000)));
    world.at(ms(0), bob, Action::SayInAnswers(SAID));
    world.at(ms(100), alice, Action::DialWith("102", SAID));
    world.at(ms(3_000), alice, Action::HangUp);
    world.run().clone()
}

fn heard(ladder: &Ladder, to: &str, name: &str) -> Headers {
    let sent = ladder.sent("switch", name);
    let Some(step) = sent.into_iter().find(|step| step.to == to) else {
        panic!("no {name} to {to}")
    };
    match Message::parse(step.bytes.clone(), &Limits::default()) {
        Ok(message) => message.headers().clone(),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn rules_for_phones_hold_for_the_call_and_its_answer() {
    let ladder = call_with(rules());
    for (to, name) in [("bob", "INVITE"), ("alice", "200 INVITE")] {
        let seen = heard(&ladder, to, name);
        assert!(seen.has(HeaderName::from_static("X-Ticket")), "{name}");
        assert!(
            !seen.has(HeaderName::Subject) && !seen.has(HeaderName::from_static("X-Other")),
            "{name}"
        );
    }
    let site = heard(&ladder, "bob", "INVITE");
    assert_eq!(
        site.text(HeaderName::from_static("X-Site")).as_deref(),
        Some("berlin")
    );
}

#[test]
fn without_rules_nothing_unknown_crosses_between_phones() {
    let seen = heard(&call_with(HeaderPolicy::default()), "bob", "INVITE");
    assert!(
        seen.has(HeaderName::Subject)
            && !seen.has(HeaderName::from_static("X-Ticket"))
            && !seen.has(HeaderName::from_static("X-Other"))
    );
}
