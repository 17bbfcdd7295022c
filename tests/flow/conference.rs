//! Conferences: who joins, who finds no room, who leaves.

use softswitch::call::EndReason;
use tests::sim::{Action, OnRing, World};

use crate::{expect_end, ms, press};

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

#[test]
fn who_finds_no_room_is_not_answered() {
    let mut world = World::new(152);
    let [alice, bob, carol] = [("alice", "101"), ("bob", "102"), ("carol", "103")]
        .map(|(name, extension)| world.phone(name, extension, OnRing::Ring));
    for (at, phone) in [(0, alice), (1_000, bob), (2_000, carol)] {
        world.at(ms(at), phone, Action::Dial("751"));
    }
    let ladder = world.run_until(ms(4_000)).clone();
    let told = |status: &str| {
        ladder
            .sent("switch", status)
            .iter()
            .any(|step| step.to == "carol")
    };
    assert!(told("486 INVITE") && !told("200 INVITE"));
}

#[test]
fn a_pin_lets_in_and_keys_after_a_star_are_wishes() {
    let mut world = World::new(153);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("752"));
    world.run_until(ms(1_000));
    press(&mut world, "1111");
    assert!(joined(&world).is_empty());
    press(&mut world, "4711");
    assert_eq!(joined(&world), ["confer 0 closed"]);
    press(&mut world, "6*65*1**6");
    let wishes = world.media().iter().filter(|action| action.starts_with("room"));
    assert_eq!(wishes.collect::<Vec<_>>(), ["room 0 Mute", "room 0 Mute"]);
    world.at(ms(90_000), alice, Action::HangUp);
    world.run();
    assert_eq!(world.left_over(), 0);
}

#[test]
fn who_does_not_know_the_pin_goes_on() {
    let mut world = World::new(154);
    let alice = world.phone("alice", "101", OnRing::Ring);
    world.at(ms(0), alice, Action::Dial("752"));
    world.run_until(ms(1_000));
    press(&mut world, "111122223333");
    world.run();
    assert!(joined(&world).is_empty());
    expect_end(&world, EndReason::PlanEnded, 200);
}
