//! The end of a call, and what remains of it.

use softswitch::call::EndReason;
use tests::sim::{Action, Fault, OnRing, World};

use crate::{expect_end, ms};

#[test]
fn the_record_does_not_wait_for_a_phone_that_no_longer_answers() {
    let mut world = World::new(91);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.fault(Fault::lose_all("switch", "BYE"));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::HangUp);
    world.run_until(ms(2_100));
    assert_eq!(
        world.outcomes().len(),
        1,
        "the record is there while bob is still being told"
    );
    assert!(world.left_over() > 0);
    world.run();
    expect_end(&world, EndReason::CallerHungUp, 200);
}

#[test]
fn a_phone_that_vanished_is_told_for_32_seconds_and_then_forgotten() {
    let mut world = World::new(92);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.phone("bob", "102", OnRing::AnswerAtOnce);
    world.fault(Fault::lose_all("switch", "BYE"));
    world.at(ms(0), alice, Action::Dial("102"));
    world.at(ms(1_000), alice, Action::HangUp);
    let byes = world
        .run()
        .sent("switch", "BYE")
        .iter()
        .map(|bye| bye.at)
        .collect::<Vec<_>>();
    assert!(byes.last().is_some_and(|last| *last < ms(34_000)), "{byes:?}");
    assert!(byes.len() > 8, "timer E repeats it: {byes:?}");
}
