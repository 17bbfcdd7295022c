//! Provisional responses that are acknowledged (RFC 3262), when one leg wants them, the other, or both.

use sip_stack::user_agent::{Reliable, Terms};
use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms};

const EARLY: OnRing = OnRing::EarlyMedia(std::time::Duration::from_millis(1_000));

fn terms(reliable: Reliable) -> Terms {
    Terms {
        reliable,
        ..Terms::PLAIN
    }
}

/// Alice calls bob, who sends early media and answers a second later; she hangs up after two more.
fn call(seed: u8, alice: Reliable, bob: Reliable, action: Action) -> World {
    let mut world = World::new(seed);
    let caller = world.phone("alice", "101", OnRing::Ring);
    let callee = world.phone("bob", "102", EARLY);
    world.set_terms(caller, terms(alice));
    world.set_terms(callee, terms(bob));
    world.at(ms(0), caller, action);
    world.at(ms(3_000), caller, Action::HangUp);
    world.run();
    world
}

#[test]
fn both_legs_acknowledge_early_media() {
    let mut world = call(1, Reliable::Supported, Reliable::Supported, Action::Dial("102"));
    world.run().expect(
        "
        alice > switch INVITE
        switch > bob INVITE
        bob > switch 183 INVITE
        switch > bob PRACK
        switch > alice 183 INVITE
        bob > switch 200 PRACK
        alice > switch PRACK
        switch > alice 200 PRACK
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
    expect_end(&world, EndReason::CallerHungUp, 200);
    assert_eq!(
        world.media().iter().filter(|line| *line == "bridge 0 1").count(),
        2
    );
}

#[test]
fn only_the_callee_acknowledges_and_requires_it() {
    let mut world = call(2, Reliable::Off, Reliable::Required, Action::Dial("102"));
    let ladder = world.run();
    assert_eq!(ladder.sent("switch", "PRACK").len(), 1);
    assert_eq!(ladder.sent("alice", "PRACK").len(), 0);
    let text = String::from_utf8_lossy(&ladder.sent("switch", "200 INVITE")[0].bytes).into_owned();
    assert!(text.contains("m=audio"), "{text}");
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn only_the_caller_acknowledges_and_requires_it() {
    let mut world = call(3, Reliable::Required, Reliable::Off, Action::Dial("102"));
    let ladder = world.run();
    assert_eq!(ladder.sent("switch", "PRACK").len(), 0);
    assert_eq!(ladder.sent("alice", "PRACK").len(), 1);
    let text = String::from_utf8_lossy(&ladder.sent("switch", "200 INVITE")[0].bytes).into_owned();
    assert!(!text.contains("m=audio"), "the 183 had it: {text}");
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_late_offer_in_the_callees_183_reaches_the_caller_and_its_prack_brings_the_answer_back() {
    let mut world = call(
        4,
        Reliable::Supported,
        Reliable::Supported,
        Action::DialWithoutOffer("102"),
    );
    world.run().expect(
        "
        alice > switch INVITE
        switch > bob INVITE
        bob > switch 183 INVITE
        switch > alice 183 INVITE
        alice > switch PRACK
        switch > alice 200 PRACK
        switch > bob PRACK
        bob > switch 200 PRACK
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
    expect_end(&world, EndReason::CallerHungUp, 200);
    assert!(world.media().iter().any(|line| line == "bridge 0 1"));
}

#[test]
fn a_late_offer_of_the_callee_is_answered_by_the_switch_for_a_caller_without_100rel() {
    let mut world = call(
        5,
        Reliable::Off,
        Reliable::Supported,
        Action::DialWithoutOffer("102"),
    );
    let ladder = world.run().clone();
    let body = |from: &str, message: &str| {
        let text = String::from_utf8_lossy(&ladder.sent(from, message)[0].bytes).into_owned();
        text.contains("m=audio")
    };
    assert!(body("switch", "PRACK"), "the answer to bob");
    assert!(body("switch", "200 INVITE"), "the offer to alice");
    assert!(body("alice", "ACK"), "the answer of alice");
    expect_end(&world, EndReason::CallerHungUp, 200);
    assert!(world.media().iter().any(|line| line == "bridge 0 1"));
}

#[test]
fn a_caller_that_never_acknowledges_is_refused_and_the_callee_cancelled() {
    let mut world = World::new(6);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::EarlyMedia(ms(60_000)));
    world.set_terms(alice, terms(Reliable::Supported));
    world.set_terms(bob, terms(Reliable::Off));
    world.fault(tests::sim::Fault {
        from: "alice",
        message: "PRACK",
        after: 0,
        times: usize::MAX,
    });
    world.at(ms(0), alice, Action::Dial("102"));
    let ladder = world.run();
    let last = |message: &str| ladder.sent("switch", message).last().map(|step| step.to);
    assert_eq!(last("504 INVITE").or(last("480 INVITE")), Some("alice"));
    assert_eq!(last("CANCEL"), Some("bob"));
}
