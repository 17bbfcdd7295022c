//! The caller gives up (RFC 3261 §9).

use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms};

#[test]
fn a_cancel_reaches_the_ringing_phone() {
    let mut world = World::new(11);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::HangUp);
    world.run().expect(
        "
        alice > switch INVITE
        switch > bob INVITE
        bob > switch 180 INVITE
        switch > alice 180 INVITE
        alice > switch CANCEL
        switch > alice 200 CANCEL
        switch > alice 487 INVITE
        switch > bob CANCEL
        alice > switch ACK
        bob > switch 200 CANCEL
        bob > switch 487 INVITE
        switch > bob ACK
        ",
    );
    expect_end(&world, EndReason::CallerCancelled, 487);
}

#[test]
fn a_cancel_that_meets_the_answer_ends_the_answered_leg() {
    let mut world = World::new(12);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    // The CANCEL is at the switch 5 ms later; bob's 200 crosses the CANCEL to bob.
    world.at(ms(1_000), alice, Action::HangUp);
    world.at(ms(1_007), bob, Action::Answer);
    let ladder = world.run();
    assert_eq!(ladder.sent("bob", "200 INVITE").len(), 1);
    assert_eq!(
        ladder.sent("switch", "ACK").len(),
        1,
        "the late 200 is acknowledged"
    );
    assert_eq!(ladder.sent("switch", "BYE").len(), 1, "and its dialog ended");
    expect_end(&world, EndReason::CallerCancelled, 487);
}

#[test]
fn an_answer_that_beats_the_cancel_stands_until_the_caller_hangs_up() {
    let mut world = World::new(13);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    // Bob's 200 is at the switch, and the switch's 200 on its way, when alice gives up.
    world.at(ms(1_000), bob, Action::Answer);
    world.at(ms(1_008), alice, Action::HangUp);
    let ladder = world.run();
    assert_eq!(
        ladder.sent("switch", "200 CANCEL").len(),
        1,
        "the CANCEL is answered, without effect"
    );
    assert_eq!(
        ladder.sent("alice", "BYE").len(),
        1,
        "alice's phone ends the call it did not want"
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn no_cancel_is_sent_before_the_phone_has_said_anything() {
    let mut world = World::new(14);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Silent);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(100), alice, Action::HangUp);
    let ladder = world.run();
    let trying = ladder.sent("bob", "100 INVITE").first().map(|step| step.at);
    let cancels = ladder.sent("switch", "CANCEL");
    assert!(
        cancels
            .iter()
            .all(|cancel| trying.is_some_and(|at| at < cancel.at)),
        "{:#?}",
        ladder.lines()
    );
    expect_end(&world, EndReason::CallerCancelled, 487);
}
