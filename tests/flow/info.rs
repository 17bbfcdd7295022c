//! Requests within a call that are neither INVITE nor BYE (RFC 6086, RFC 3428, RFC 3261 §8.2.1).

use sip_stack::message::StatusCode;
use tests::sim::{Action, OnRing, PhoneId, Said, World};

use crate::ms;

/// Alice and bob talk.
fn talking(seed: u8) -> (World, PhoneId, PhoneId) {
    let mut world = World::new(seed);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    (world, alice, bob)
}

/// A request for a fresh picture (RFC 5168).
fn picture() -> Said {
    Said {
        line: 1,
        method: "INFO",
        headers: Vec::new(),
        body: Some(("application/media_control+xml", "<media_control/>")),
    }
}

#[test]
fn an_info_reaches_the_other_phone_with_its_body_and_is_answered_by_it() {
    let (mut world, alice, _) = talking(90);
    world.at(ms(1_000), alice, Action::Say(picture()));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run();
    let carried = String::from_utf8_lossy(&ladder.sent("switch", "INFO")[0].bytes).into_owned();
    assert!(
        carried.contains("Content-Type: application/media_control+xml\r\n"),
        "{carried}"
    );
    assert!(carried.ends_with("<media_control/>"), "{carried}");
    let answered = ladder.sent("switch", "200 INFO");
    assert_eq!(answered.len(), 1);
    assert!(answered[0].at > ladder.sent("bob", "200 INFO")[0].at);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_phone_that_does_not_know_the_body_says_so_across_the_call() {
    let (mut world, alice, bob) = talking(91);
    world.at(ms(900), bob, Action::Refuse(StatusCode::UNSUPPORTED_MEDIA_TYPE));
    world.at(ms(1_000), alice, Action::Say(picture()));
    world.at(ms(2_000), alice, Action::HangUp);
    assert_eq!(world.run().sent("switch", "415 INFO").len(), 1);
}

#[test]
fn infos_in_a_hurry_stay_in_order() {
    let (mut world, alice, _) = talking(92);
    for _ in 0..5 {
        world.at(ms(1_000), alice, Action::Say(picture()));
    }
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run();
    assert_eq!(
        ladder.sent("switch", "200 INFO").len(),
        5,
        "{:#?}",
        ladder.lines()
    );
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_package_that_was_never_agreed_on_is_refused_with_the_list_of_none() {
    let (mut world, alice, _) = talking(93);
    let said = picture().with("Info-Package", "nobody.knows");
    world.at(ms(1_000), alice, Action::Say(said));
    world.at(ms(2_000), alice, Action::HangUp);
    let refusals = world.run().sent("switch", "469 INFO");
    let text = String::from_utf8_lossy(&refusals[0].bytes).into_owned();
    assert!(text.contains("Recv-Info: \r\n"), "{text}");
}

#[test]
fn an_info_to_the_switch_alone_is_taken_only_without_a_body() {
    let mut world = World::new(94);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("600"));
    let bare = Said {
        body: None,
        ..picture()
    };
    world.at(ms(1_000), alice, Action::Say(bare));
    world.at(ms(1_100), alice, Action::Say(picture()));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run();
    assert_eq!(ladder.sent("switch", "200 INFO").len(), 1);
    assert_eq!(ladder.sent("switch", "415 INFO").len(), 1);
}

#[test]
fn a_message_within_a_call_is_carried_like_an_info() {
    let (mut world, _, bob) = talking(95);
    let said = Said {
        line: 1,
        method: "MESSAGE",
        headers: Vec::new(),
        body: Some(("text/plain", "two minutes")),
    };
    world.at(ms(1_000), bob, Action::Say(said));
    world.at(ms(2_000), bob, Action::HangUp);
    let ladder = world.run();
    let carried = ladder.sent("switch", "MESSAGE");
    assert_eq!(carried[0].to, "alice");
    assert!(String::from_utf8_lossy(&carried[0].bytes).ends_with("two minutes"));
    assert_eq!(ladder.sent("switch", "200 MESSAGE").len(), 1);
}

#[test]
fn other_methods_are_refused_with_what_is_allowed() {
    let (mut world, alice, _) = talking(96);
    for (at, method) in [(1_000, "PUBLISH"), (1_100, "FROBNICATE"), (1_200, "NOTIFY")] {
        let said = Said {
            line: 1,
            method,
            headers: Vec::new(),
            body: None,
        };
        world.at(ms(at), alice, Action::Say(said));
    }
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run();
    for answer in ["405 PUBLISH", "501 FROBNICATE", "481 NOTIFY"] {
        assert_eq!(ladder.sent("switch", answer).len(), 1, "{answer}");
    }
    let text = String::from_utf8_lossy(&ladder.sent("switch", "405 PUBLISH")[0].bytes).into_owned();
    assert!(text.contains("Allow: INVITE, ACK"), "{text}");
}

#[test]
fn an_info_that_is_still_open_when_the_call_ends_is_answered_487() {
    let (mut world, alice, _) = talking(94);
    world.at(ms(1_000), alice, Action::Say(picture()));
    world.at(ms(1_001), alice, Action::HangUp);
    let ladder = world.run();
    assert_eq!(
        ladder.sent("switch", "487 INFO").len(),
        1,
        "{:#?}",
        ladder.lines()
    );
    assert_eq!(world.left_over(), 0);
}
