//! A phone joins a call of its user's other phone: three are mixed (RFC 3911 §4).

use sip_stack::message::StatusCode;
use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, PhoneId, World};

use crate::transfer::text;
use crate::{expect_end, ms};

/// Alice has called bob, who answers at his desk and has another phone.
fn talking(seed: u8) -> (World, [PhoneId; 3]) {
    let mut world = World::new(seed);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let desk = world.phone("desk", "102", OnRing::AnswerAtOnce);
    let mobile = world.phone("mobile", "102", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    (world, [alice, desk, mobile])
}

/// What the engine was told of who hears whom, rooms without their names.
fn heard(world: &World) -> Vec<String> {
    let told = world.media().iter();
    let told = told.filter(|action| {
        ["bridge", "confer", "hold"]
            .iter()
            .any(|verb| action.starts_with(verb))
    });
    told.map(|action| match action.split_once(" call/") {
        Some((action, _)) => action.to_owned(),
        None => action.clone(),
    })
    .collect()
}

#[test]
fn three_are_mixed_and_two_who_are_left_talk_on() {
    let (mut world, [alice, desk, mobile]) = talking(200);
    world.at(ms(1_000), mobile, Action::DialJoining(desk));
    world.at(ms(5_000), mobile, Action::HangUp);
    world.at(ms(6_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    assert!(text(&ladder, "switch", "200 INVITE", "mobile").contains("m=audio"));
    let joiner = 0x8001;
    assert_eq!(
        heard(&world),
        [
            String::from("bridge 0 1"),
            String::from("confer 0"),
            String::from("confer 1"),
            format!("confer {joiner}"),
            String::from("bridge 0 1"),
        ]
    );
    let after: Vec<_> = ladder.sent("switch", "BYE").iter().map(|step| step.to).collect();
    assert_eq!(after, ["desk"], "the others are not disturbed");
    expect_end(&world, EndReason::CallerHungUp, 200);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn whoever_leaves_the_others_talk_on() {
    for (first, second, end) in [(0, 1, EndReason::CallerHungUp), (1, 2, EndReason::CalleeHungUp)] {
        let (mut world, phones) = talking(201);
        world.at(ms(1_000), phones[2], Action::DialJoining(phones[1]));
        world.at(ms(3_000), phones[first], Action::HangUp);
        world.at(ms(5_000), phones[second], Action::HangUp);
        let ladder = world.run().clone();
        assert_eq!(
            heard(&world).last().map(|action| action.starts_with("bridge")),
            Some(true)
        );
        assert_eq!(
            ladder.sent("switch", "BYE").len(),
            1,
            "{first}: the last one is let go"
        );
        expect_end(&world, end, 200);
        assert_eq!(world.left_over(), 0);
    }
}

#[test]
fn one_that_is_mixed_agrees_with_the_switch_alone() {
    let (mut world, [alice, desk, mobile]) = talking(202);
    world.at(ms(1_000), mobile, Action::DialJoining(desk));
    world.at(ms(2_000), alice, Action::Hold);
    world.at(ms(3_000), alice, Action::Resume);
    world.at(ms(5_000), mobile, Action::HangUp);
    world.at(ms(6_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(
        ladder.sent("switch", "INVITE").len(),
        2,
        "the two phones that rang"
    );
    assert_eq!(ladder.sent("alice", "INVITE").len(), 3);
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn an_offer_of_ours_is_answered_in_the_ack_of_who_joins() {
    let (mut world, [alice, desk, mobile]) = talking(203);
    world.at(ms(1_000), mobile, Action::AskJoining(desk));
    world.at(ms(5_000), alice, Action::HangUp);
    world.at(ms(6_000), desk, Action::HangUp);
    let ladder = world.run().clone();
    assert!(text(&ladder, "mobile", "ACK", "switch").contains("m=audio"));
    assert!(
        world
            .media()
            .iter()
            .any(|action| action.starts_with("agree 32769 "))
    );
    assert_eq!(heard(&world).last().map(String::as_str), Some("bridge 1 32769"));
}

#[test]
fn nobody_joins_what_is_not_its_user_s_own() {
    let (mut world, [alice, _, mobile]) = talking(204);
    world.at(ms(1_000), mobile, Action::DialJoining(alice));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(ladder.sent("switch", "403 INVITE")[0].to, "mobile");
    assert_eq!(heard(&world), ["bridge 0 1"]);
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn who_only_rings_is_not_joined() {
    let mut world = World::new(205);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let desk = world.phone("desk", "102", OnRing::Answer(ms(3_000)));
    let mobile = world.phone("mobile", "102", OnRing::Reject(StatusCode::BUSY_HERE));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), mobile, Action::DialJoining(desk));
    world.at(ms(5_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    assert_eq!(ladder.sent("switch", "488 INVITE")[0].to, "mobile");
    expect_end(&world, EndReason::CallerHungUp, 200);
}
