//! UPDATE is carried across as UPDATE, or as re-INVITE to a phone that takes none (RFC 3311).

use sip_stack::user_agent::{Reliable, Terms};
use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms};

fn sdp_of(world: &mut World, from: &str, message: &str) -> String {
    let ladder = world.run();
    let last = ladder.sent(from, message).last().map(|step| step.bytes.clone());
    String::from_utf8_lossy(&last.unwrap_or_default()).into_owned()
}

#[test]
fn a_hold_by_update_reaches_the_other_phone() {
    let mut world = World::new(1);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::UpdateHold);
    world.at(ms(3_000), alice, Action::HangUp);
    assert!(sdp_of(&mut world, "switch", "UPDATE").contains("a=sendonly"));
    assert!(sdp_of(&mut world, "switch", "200 UPDATE").contains("a=recvonly"));
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn the_callee_may_update_too() {
    let mut world = World::new(2);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), bob, Action::UpdateHold);
    world.at(ms(3_000), alice, Action::HangUp);
    assert!(sdp_of(&mut world, "switch", "UPDATE").contains("a=sendonly"));
    expect_end(&world, EndReason::CallerHungUp, 200);
}

/// Both phones hold at once by `hold`; whatever the waits are drawn, both are answered in the end.
fn both_at_once(hold: fn() -> Action, answer: &str) {
    for seed in 0..200 {
        let mut world = World::new(seed);
        let alice = world.phone("alice", "101", OnRing::Ring);
        let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
        world.at(ms(0), alice, Action::Dial("102"));
        world.at(ms(1_000), alice, hold());
        world.at(ms(1_000), bob, hold());
        world.at(ms(30_000), alice, Action::HangUp);
        let ladder = world.run();
        for phone in ["alice", "bob"] {
            let accepted = |step: &tests::sim::Step| step.to == phone && step.message == answer;
            assert!(
                ladder.steps.iter().filter(|step| step.at > ms(500)).any(accepted),
                "seed {seed}, {phone}: {:#?}",
                ladder.lines()
            );
        }
        expect_end(&world, EndReason::CallerHungUp, 200);
    }
}

#[test]
fn updates_of_both_phones_at_once_come_to_an_agreement() {
    both_at_once(|| Action::UpdateHold, "200 UPDATE");
}

#[test]
fn reinvites_of_both_phones_at_once_come_to_an_agreement() {
    both_at_once(|| Action::Hold, "200 INVITE");
}

#[test]
fn an_early_update_is_answered_by_the_switch_in_the_codec_of_the_early_media() {
    let mut world = World::new(4);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::EarlyMedia(ms(4_000)));
    for phone in [alice, bob] {
        let terms = Terms {
            reliable: Reliable::Supported,
            ..Terms::PLAIN
        };
        world.set_terms(phone, terms);
    }
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::UpdateHold);
    world.at(ms(6_000), alice, Action::HangUp);
    assert!(sdp_of(&mut world, "switch", "200 UPDATE").contains("a=recvonly"));
    assert!(world.run().sent("switch", "UPDATE").is_empty());
    expect_end(&world, EndReason::CallerHungUp, 200);
}
