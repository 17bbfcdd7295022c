//! A network that loses datagrams.

use softswitch::call::EndReason;
use tests::sim::{Action, Fault, OnRing, World};

use crate::{expect_end, ms};

fn answered_call(fault: Fault) -> World {
    let mut world = World::new(41);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.fault(fault);
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(10_000), alice, Action::HangUp);
    world.run();
    world
}

#[test]
fn a_lost_invite_is_sent_again_on_each_side() {
    for sender in ["alice", "switch"] {
        let mut world = answered_call(Fault::lose(sender, "INVITE"));
        expect_end(&world, EndReason::CallerHungUp, 200);
        let invites = world
            .run()
            .sent(sender, "INVITE")
            .iter()
            .map(|step| step.at)
            .collect::<Vec<_>>();
        assert_eq!(invites.len(), 2);
        assert_eq!(invites[1] - invites[0], ms(500), "timer A starts at T1");
    }
}

#[test]
fn a_retransmitted_invite_makes_no_second_call() {
    // Without any provisional, alice repeats her INVITE; the switch knows it.
    let mut world = World::new(42);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::Ring);
    world.fault(Fault::lose_all("switch", "100 INVITE"));
    world.fault(Fault::lose_all("switch", "180 INVITE"));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(4_000), alice, Action::HangUp);
    let ladder = world.run();
    assert!(ladder.sent("alice", "INVITE").len() > 1);
    assert_eq!(ladder.sent("switch", "INVITE").len(), 1, "bob rings once");
}

#[test]
fn a_lost_200_is_sent_again_until_the_ack() {
    for sender in ["bob", "switch"] {
        let mut world = answered_call(Fault::lose(sender, "200 INVITE"));
        expect_end(&world, EndReason::CallerHungUp, 200);
        let answers = world.run().sent(sender, "200 INVITE").len();
        assert_eq!(answers, 2, "{sender} repeats its 200 after T1");
    }
}

#[test]
fn a_lost_ack_is_repeated_for_the_repeated_200() {
    for sender in ["alice", "switch"] {
        let mut world = answered_call(Fault::lose(sender, "ACK"));
        expect_end(&world, EndReason::CallerHungUp, 200);
        assert_eq!(world.run().sent(sender, "ACK").len(), 2);
    }
}

#[test]
fn a_200_that_is_never_acknowledged_ends_the_call_after_32_seconds() {
    let mut world = World::new(43);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.fault(Fault::lose_all("alice", "ACK"));
    world.at(ms(0), alice, Action::Dial("102"));
    let ladder = world.run();
    let bye = ladder.sent("switch", "BYE");
    assert!(
        bye.iter().all(|bye| bye.at > ms(32_000) && bye.at < ms(33_000)),
        "{:#?}",
        ladder.lines()
    );
    assert_eq!(bye.len(), 2, "both phones are told");
    expect_end(&world, EndReason::NeverAcknowledged, 200);
}

#[test]
fn a_lost_bye_is_sent_again() {
    let mut world = answered_call(Fault::lose("alice", "BYE"));
    expect_end(&world, EndReason::CallerHungUp, 200);
    assert_eq!(world.run().sent("alice", "BYE").len(), 2);
}

#[test]
fn a_lost_cancel_and_a_lost_487_are_sent_again() {
    for fault in [
        Fault::lose("alice", "CANCEL"),
        Fault::lose("bob", "487 INVITE"),
        Fault::lose("switch", "CANCEL"),
    ] {
        let mut world = World::new(44);
        let alice = world.phone("alice", "101", OnRing::Ring);
        world.phone("bob", "102", OnRing::Ring);
        world.fault(fault);
        world.at(ms(0), alice, Action::Dial("102"));
        world.at(ms(2_000), alice, Action::HangUp);
        world.run();
        expect_end(&world, EndReason::CallerCancelled, 487);
    }
}
