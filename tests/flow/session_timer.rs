//! Sessions are refreshed per leg (RFC 4028): one leg's timer never bothers the other.

use std::time::Duration;

use sip_stack::user_agent::{Refresh, Terms, TimerTerms};
use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms};

fn timer(expires_s: u64) -> Terms {
    timer_of_at_least(expires_s, 90)
}

fn timer_of_at_least(expires_s: u64, min_s: u64) -> Terms {
    Terms {
        timer: TimerTerms {
            mode: Refresh::WhenSupported,
            expires: Duration::from_secs(expires_s),
            min: Duration::from_secs(min_s),
        },
        ..Terms::PLAIN
    }
}

#[test]
fn each_leg_keeps_its_own_interval() {
    let mut world = World::new(1);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.set_terms(alice, timer(200));
    world.set_terms(bob, timer(900));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000_000), alice, Action::HangUp);
    let ladder = world.run();
    // Alice asked for 200 s and refreshes; towards bob the switch asked for half an hour and bob cut it to 900 s.
    assert_eq!(ladder.sent("alice", "UPDATE").len(), 9);
    assert_eq!(ladder.sent("switch", "UPDATE").len(), 2);
    assert!(
        ladder
            .sent("switch", "UPDATE")
            .iter()
            .all(|update| update.to == "bob")
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_phone_without_timers_is_not_refreshed() {
    let mut world = World::new(2);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(3_000_000), alice, Action::HangUp);
    let ladder = world.run();
    let quiet = ladder
        .steps
        .iter()
        .filter(|step| step.at > ms(10_000) && step.at < ms(2_999_000));
    assert_eq!(quiet.count(), 0);
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_callee_that_vanishes_ends_the_call_at_the_next_refresh() {
    let mut world = World::new(3);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.set_terms(bob, timer(900));
    world.fault(tests::sim::Fault {
        from: "switch",
        message: "UPDATE",
        after: 0,
        times: usize::MAX,
    });
    world.at(ms(0), alice, Action::Dial("102"));
    let ladder = world.run();
    let bye = ladder
        .sent("switch", "BYE")
        .into_iter()
        .find(|step| step.to == "alice");
    let bye = bye.map(|step| String::from_utf8_lossy(&step.bytes).into_owned());
    let bye = bye.unwrap_or_default();
    assert!(bye.contains("Reason: Q.850;cause=102\r\n"), "{bye}");
    expect_end(&world, EndReason::PhoneGone, 200);
}

#[test]
fn a_callee_that_finds_the_interval_too_brief_gets_a_longer_one_and_the_caller_hears_nothing_of_it() {
    let mut world = World::new(4);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.set_terms(bob, timer_of_at_least(7_200, 3_600));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::HangUp);
    let ladder = world.run();
    ladder.expect(
        "
        alice > switch INVITE
        switch > bob INVITE
        bob > switch 422 INVITE
        switch > bob ACK
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
    let again = String::from_utf8_lossy(&ladder.sent("switch", "INVITE")[1].bytes).into_owned();
    assert!(
        again.contains("Session-Expires: 3600") && again.contains("Min-SE: 3600"),
        "{again}"
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_phone_without_update_is_refreshed_by_a_reinvite_with_the_offer_it_knows() {
    let mut world = World::new(5);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.set_terms(bob, timer(900));
    world.at(
        ms(0),
        bob,
        Action::SayInAnswers(&[("Allow", "INVITE, ACK, CANCEL, BYE")]),
    );
    world.at(ms(10), alice, Action::Dial("102"));
    world.at(ms(600_000), alice, Action::HangUp);
    let ladder = world.run();
    assert!(ladder.sent("switch", "UPDATE").is_empty());
    let invites = ladder.sent("switch", "INVITE");
    assert_eq!(invites.len(), 2, "one at half time");
    assert!(invites.iter().all(|invite| invite.to == "bob"));
    let origin = |at: usize| {
        let text = String::from_utf8_lossy(&invites[at].bytes).into_owned();
        let line = text.lines().find(|line| line.starts_with("o="));
        line.map(str::to_owned)
    };
    assert!(origin(0).is_some() && origin(0) == origin(1));
    expect_end(&world, EndReason::CallerHungUp, 200);
}
