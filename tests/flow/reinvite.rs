//! Changes to a session under way (RFC 3261 §14, RFC 3264 §8).

use softswitch::call::EndReason;
use tests::sim::{Action, Fault, OnRing, World};

use crate::{expect_end, ms};

#[test]
fn hold_and_resume_reach_the_other_phone() {
    let mut world = World::new(71);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::Hold);
    world.at(ms(2_000), alice, Action::Resume);
    world.at(ms(3_000), alice, Action::HangUp);
    let ladder = world.run().clone();
    let text = |from: &str, message: &str, n: usize| {
        String::from_utf8_lossy(&ladder.sent(from, message)[n].bytes).into_owned()
    };
    assert!(text("switch", "INVITE", 1).contains("a=sendonly"));
    assert!(text("switch", "200 INVITE", 1).contains("a=recvonly"));
    assert!(!text("switch", "INVITE", 2).contains("a=sendonly"));
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn the_callee_may_change_the_session_too() {
    let mut world = World::new(72);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), bob, Action::Hold);
    world.at(ms(3_000), bob, Action::HangUp);
    let ladder = world.run();
    assert!(
        ladder
            .sent("switch", "INVITE")
            .iter()
            .any(|invite| invite.to == "alice")
    );
    expect_end(&world, EndReason::CalleeHungUp, 200);
}

#[test]
fn both_phones_offering_at_once_come_to_an_agreement() {
    let mut world = World::new(73);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::Hold);
    world.at(ms(1_000), bob, Action::Hold);
    world.at(ms(20_000), alice, Action::HangUp);
    let ladder = world.run();
    let glare = ladder
        .steps
        .iter()
        .filter(|step| step.message == "491 INVITE")
        .count();
    assert!(glare >= 1, "{:#?}", ladder.lines());
    for phone in ["alice", "bob"] {
        let wanted = |step: &&tests::sim::Step| step.to == phone && step.message == "200 INVITE";
        let accepted = ladder.steps.iter().filter(wanted).count();
        assert!(
            accepted >= 2 || (phone == "bob" && accepted >= 1),
            "{phone}: {:#?}",
            ladder.lines()
        );
    }
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_phone_that_is_gone_at_a_re_invite_ends_the_call() {
    let mut world = World::new(74);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.fault(Fault {
        from: "switch",
        message: "INVITE",
        after: 1,
        times: usize::MAX,
    });
    world.at(ms(1_000), alice, Action::Hold);
    world.run();
    expect_end(&world, EndReason::PhoneGone, 200);
}

#[test]
fn a_reinvite_that_meets_one_on_its_way_from_the_other_side_is_refused_until_that_is_through() {
    let mut world = World::new(75);
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::Hold);
    // Alice's re-INVITE is at the switch, ours on its way to bob.
    world.at(ms(1_004), bob, Action::Hold);
    world.at(ms(30_000), alice, Action::HangUp);
    let ladder = world.run();
    let open = |phone: &str| {
        let asked = ladder.sent(phone, "INVITE").len();
        let answers = ladder
            .steps
            .iter()
            .filter(|step| step.to == phone && step.message.ends_with(" INVITE"));
        let answered = answers.filter(|step| !step.message.starts_with('1')).count();
        asked.saturating_sub(answered)
    };
    assert_eq!((open("alice"), open("bob")), (0, 0), "{:#?}", ladder.lines());
    expect_end(&world, EndReason::CallerHungUp, 200);
}
