//! Calls that nobody answers.

use sip_stack::message::StatusCode;
use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms};

#[test]
fn a_busy_phone_makes_the_caller_hear_busy() {
    let mut world = World::new(21);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Reject(StatusCode::BUSY_HERE));
    world.at(ms(0), alice, Action::Dial("102"));
    world.run().expect(
        "
        alice > switch INVITE
        switch > bob INVITE
        bob > switch 486 INVITE
        switch > bob ACK
        switch > alice 486 INVITE
        alice > switch ACK
        ",
    );
    expect_end(&world, EndReason::Busy, 486);
}

#[test]
fn nobody_answers_in_time() {
    let mut world = World::new(22);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    let ladder = world.run();
    let cancel = ladder.sent("switch", "CANCEL");
    assert_eq!(cancel[0].at, ms(20_005), "the plan lets it ring for 20 s");
    assert_eq!(ladder.sent("switch", "480 INVITE").len(), 1);
    expect_end(&world, EndReason::NoAnswer, 480);
}

#[test]
fn a_user_without_a_phone_is_unavailable() {
    let mut world = World::new(23);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("103"));
    world.run().expect(
        "
        alice > switch INVITE
        switch > alice 480 INVITE
        alice > switch ACK
        ",
    );
    expect_end(&world, EndReason::Unregistered, 480);
}

#[test]
fn an_unknown_number_is_not_found() {
    let mut world = World::new(24);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("999"));
    world.run();
    expect_end(&world, EndReason::NotFound, 404);
}

#[test]
fn what_a_phone_says_is_passed_on_to_the_caller() {
    for (said, heard) in [
        (StatusCode::DECLINE, 603),
        (StatusCode::NOT_ACCEPTABLE_HERE, 488),
        (StatusCode::GONE, 410),
        (StatusCode::BUSY_EVERYWHERE, 600),
        (StatusCode::UNAUTHORIZED, 403),
        (StatusCode::SERVICE_UNAVAILABLE, 500),
    ] {
        let mut world = World::new(25);
        let alice = world.phone("alice", "101", OnRing::Ring);
        world.phone("bob", "102", OnRing::Reject(said));
        world.at(ms(0), alice, Action::Dial("102"));
        let expected = format!("{heard} INVITE");
        assert_eq!(
            world.run().sent("switch", &expected).len(),
            1,
            "{said} becomes {heard}"
        );
    }
}

#[test]
fn a_phone_that_says_nothing_times_out_after_32_seconds_or_the_ring_time() {
    let mut world = World::new(26);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Ring);
    world.fault(tests::sim::Fault::lose_all("switch", "INVITE"));
    world.at(ms(0), alice, Action::Dial("102"));
    world.run();
    expect_end(&world, EndReason::NoAnswer, 480);
}
