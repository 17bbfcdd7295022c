//! A phone with several flows is called by the next when one has failed (RFC 5626 §5.3).

use sip_stack::message::StatusCode;
use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms};

#[test]
fn the_next_flow_is_tried_after_430_and_only_then() {
    let mut world = World::new(181);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("lost", "102", OnRing::Reject(StatusCode::FLOW_FAILED));
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.phone("spare", "102", OnRing::Ring);
    world.one_device("102");
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::HangUp);
    let ladder = world.run();
    ladder.expect(
        "
        alice > switch INVITE
        switch > lost INVITE
        lost > switch 430 INVITE
        switch > lost ACK
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
    assert!(
        ladder
            .sent("switch", "INVITE")
            .iter()
            .all(|step| step.to != "spare")
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn when_no_flow_is_left_the_phone_counts_as_not_reached() {
    let mut world = World::new(182);
    let alice = world.phone("alice", "101", OnRing::Ring);
    for name in ["one", "two"] {
        world.phone(name, "102", OnRing::Reject(StatusCode::FLOW_FAILED));
    }
    world.one_device("102");
    world.at(ms(0), alice, Action::Dial("102"));
    let ladder = world.run();
    let tried: Vec<_> = ladder
        .sent("switch", "INVITE")
        .iter()
        .map(|step| step.to)
        .collect();
    assert_eq!(tried, ["one", "two"]);
    expect_end(&world, EndReason::NoAnswer, 480);
}

#[test]
fn a_refusal_by_the_phone_itself_is_not_tried_again() {
    let mut world = World::new(183);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Reject(StatusCode::BUSY_HERE));
    world.phone("spare", "102", OnRing::AnswerAtOnce);
    world.one_device("102");
    world.at(ms(0), alice, Action::Dial("102"));
    assert_eq!(world.run().sent("switch", "INVITE").len(), 1);
    expect_end(&world, EndReason::Busy, 486);
}
