//! Offer and answer after the first, across the legs (RFC 6337 §2, RFC 3261 §14).

use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms};

fn with_sdp(world: &mut World, from: &str, message: &str) -> Vec<bool> {
    let sent = world.run().sent(from, message);
    sent.iter()
        .map(|step| String::from_utf8_lossy(&step.bytes).contains("m=audio"))
        .collect()
}

#[test]
fn an_offerless_reinvite_asks_the_other_phone_and_the_ack_carries_its_answer() {
    for (seed, caller_asks) in [(1, true), (2, false)] {
        let mut world = World::new(seed);
        let alice = world.phone("alice", "101", OnRing::Ring);
        let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
        let asking = if caller_asks { alice } else { bob };
        world.at(ms(0), alice, Action::Dial("102"));
        world.at(ms(1_000), asking, Action::AskForOffer);
        world.at(ms(3_000), alice, Action::HangUp);
        assert_eq!(with_sdp(&mut world, "switch", "INVITE"), [true, false]);
        assert_eq!(with_sdp(&mut world, "switch", "ACK").last(), Some(&true));
        let asking = if caller_asks { "alice" } else { "bob" };
        assert_eq!(with_sdp(&mut world, asking, "ACK").last(), Some(&true));
        expect_end(&world, EndReason::CallerHungUp, 200);
    }
}

#[test]
fn a_reinvite_right_after_the_answer_is_carried_across() {
    let mut world = World::new(3);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    // The 200 reaches alice at 20 ms.
    world.at(ms(21), alice, Action::Hold);
    world.at(ms(3_000), alice, Action::HangUp);
    let ladder = world.run();
    assert_eq!(ladder.sent("alice", "INVITE").len(), 2);
    assert!(
        ladder.sent("bob", "200 INVITE").len() >= 2,
        "{:#?}",
        ladder.lines()
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn hold_from_both_sides_and_back_leaves_both_hearing() {
    let mut world = World::new(4);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    for (at, phone, action) in [
        (1_000, alice, Action::Hold),
        (2_000, bob, Action::Hold),
        (3_000, alice, Action::Resume),
        (4_000, bob, Action::Resume),
        (6_000, alice, Action::HangUp),
    ] {
        world.at(ms(at), phone, action);
    }
    world.run();
    let last = |leg: &str| {
        let agreed = world.media().iter().rfind(|line| line.starts_with(leg));
        agreed.cloned().unwrap_or_default()
    };
    for leg in ["agree 0", "agree 1"] {
        assert!(last(leg).contains("sendrecv"), "{:#?}", world.media());
    }
    expect_end(&world, EndReason::CallerHungUp, 200);
}
