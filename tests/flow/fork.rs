//! Several phones of one user ring at once.

use sip_stack::message::StatusCode;
use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms, only_outcome};

#[test]
fn the_losers_are_told_that_the_call_was_answered_elsewhere() {
    let mut world = World::new(31);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("desk", "102", OnRing::Answer(ms(2_000)));
    world.phone("mobile", "102", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(5_000), alice, Action::HangUp);
    let ladder = world.run();
    let cancels = ladder.sent("switch", "CANCEL");
    assert_eq!(cancels.len(), 1);
    assert_eq!(cancels[0].to, "mobile");
    let text = String::from_utf8_lossy(&cancels[0].bytes).into_owned();
    assert!(
        text.contains("Reason: SIP;cause=200;text=\"Call completed elsewhere\""),
        "{text}"
    );
    assert_eq!(
        ladder.sent("switch", "200 INVITE").len(),
        1,
        "alice gets one answer"
    );
    assert_eq!(
        ladder.sent("switch", "180 INVITE").len(),
        1,
        "and hears of ringing once"
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn two_phones_that_answer_at_once_leave_one_call() {
    let mut world = World::new(32);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("desk", "102", OnRing::Answer(ms(2_000)));
    world.phone("mobile", "102", OnRing::Answer(ms(2_000)));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(5_000), alice, Action::HangUp);
    let ladder = world.run();
    let acks = ladder.sent("switch", "ACK");
    assert!(
        ["desk", "mobile"]
            .iter()
            .all(|phone| acks.iter().any(|ack| ack.to == *phone))
    );
    let first_bye = ladder.sent("switch", "BYE")[0];
    assert!(first_bye.at < ms(2_100), "the second answer is ended at once");
    assert_eq!(ladder.sent("switch", "200 INVITE").len(), 1);
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn one_busy_phone_does_not_stop_the_other() {
    let mut world = World::new(33);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("desk", "102", OnRing::Reject(StatusCode::BUSY_HERE));
    world.phone("mobile", "102", OnRing::Answer(ms(1_000)));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(3_000), alice, Action::HangUp);
    world.run();
    assert!(only_outcome(&world).answered_by.is_some());
}

#[test]
fn a_decline_everywhere_stops_all() {
    let mut world = World::new(34);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("desk", "102", OnRing::Reject(StatusCode::DECLINE));
    world.phone("mobile", "102", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("102"));
    let ladder = world.run();
    assert!(
        ladder
            .sent("switch", "CANCEL")
            .iter()
            .any(|cancel| cancel.to == "mobile")
    );
    expect_end(&world, EndReason::Rejected, 603);
}

#[test]
fn the_best_refusal_is_passed_on_when_all_refuse() {
    let mut world = World::new(35);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("desk", "102", OnRing::Reject(StatusCode::SERVER_INTERNAL_ERROR));
    world.phone("mobile", "102", OnRing::Reject(StatusCode::BUSY_HERE));
    world.at(ms(0), alice, Action::Dial("102"));
    world.run();
    expect_end(&world, EndReason::Busy, 486);
}

#[test]
fn early_media_is_not_passed_on_while_several_phones_ring() {
    let mut world = World::new(36);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("desk", "102", OnRing::EarlyMedia(ms(9_000)));
    world.phone("mobile", "102", OnRing::Answer(ms(1_000)));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(3_000), alice, Action::HangUp);
    let ladder = world.run();
    let early = ladder.sent("switch", "183 INVITE");
    assert!(
        early
            .iter()
            .all(|step| !String::from_utf8_lossy(&step.bytes).contains("m=audio"))
    );
    expect_end(&world, EndReason::CallerHungUp, 200);
}
