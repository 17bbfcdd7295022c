//! Conferences: who joins, who finds no room, who leaves.

use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms};

fn joined(world: &World) -> Vec<&str> {
    let told = world.media().iter().map(String::as_str);
    told.filter(|action| action.starts_with("confer")).collect()
}

#[test]
fn a_caller_is_answered_and_is_in_the_room_until_it_hangs_up() {
    let mut world = World::new(150);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("750"));
    world.at(ms(60_000), alice, Action::HangUp);
    world.run();
    assert_eq!(joined(&world), ["confer 0 pair"]);
    expect_end(&world, EndReason::CallerHungUp, 200);
    assert_eq!(world.left_over(), 0);
}

#[test]
fn who_finds_no_room_goes_on_and_who_comes_later_takes_the_place_that_was_left() {
    let mut world = World::new(151);
    let [alice, bob, carol, eve] = [("alice", "101"), ("bob", "102"), ("carol", "103"), ("eve", "105")]
        .map(|(name, extension)| world.phone(name, extension, OnRing::Ring));
    world.phone("dave", "104", OnRing::AnswerAtOnce);
    world.at(ms(0), alice, Action::Dial("750"));
    world.at(ms(1_000), bob, Action::Dial("750"));
    world.at(ms(2_000), carol, Action::Dial("750"));
    world.run_until(ms(4_000));
    assert_eq!(joined(&world).len(), 2);
    assert_eq!(
        world.run_until(ms(4_000)).sent("switch", "INVITE").len(),
        1,
        "dave is rung for carol"
    );
    world.at(ms(5_000), alice, Action::HangUp);
    world.at(ms(6_000), eve, Action::Dial("750"));
    world.at(ms(8_000), bob, Action::HangUp);
    world.at(ms(8_000), carol, Action::HangUp);
    world.at(ms(8_000), eve, Action::HangUp);
    world.run();
    assert_eq!(joined(&world).len(), 3);
    assert_eq!(world.left_over(), 0);
}
