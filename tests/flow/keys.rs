//! Keys by INFO, in the form that the other phone hears. What is in the audio or beside it is the media engine's.

use media::engine::KeyForm;
use media::key::Key;
use softswitch::call::LegId;
use tests::sim::{Action, OnRing, PhoneId, Said, World};

use crate::ms;

const CALLEE: LegId = LegId(1);

/// Alice and bob talk; they agreed to telephone-events or not.
fn talking(world: &mut World, with_events: bool) -> (PhoneId, PhoneId) {
    let alice = world.phone("alice", "101", OnRing::Ring);
    let bob = world.phone("bob", "102", OnRing::AnswerAtOnce);
    if !with_events {
        world.at(ms(0), alice, Action::ForgetEvents);
    }
    world.at(ms(1), alice, Action::Dial("102"));
    (alice, bob)
}

fn key_press() -> Said {
    Said {
        line: 1,
        method: "INFO",
        headers: Vec::new(),
        body: Some(("application/dtmf-relay", "Signal=5\r\nDuration=160\r\n")),
    }
}

fn presses(world: &World) -> Vec<&String> {
    let media = world.media().iter();
    media.filter(|action| action.starts_with("press")).collect()
}

#[test]
fn a_key_by_info_is_pressed_in_the_audio_or_beside_it_and_answered_by_the_switch() {
    for (seed, with_events) in [(110, true), (111, false)] {
        let mut world = World::new(seed);
        let (alice, _) = talking(&mut world, with_events);
        world.at(ms(1_000), alice, Action::Say(key_press()));
        world.at(ms(2_000), alice, Action::HangUp);
        let ladder = world.run();
        assert_eq!(ladder.sent("switch", "200 INFO").len(), 1);
        assert_eq!(ladder.sent("switch", "INFO").len(), 0);
        assert_eq!(presses(&world), ["press 1 5"]);
    }
}

#[test]
fn a_key_by_info_reaches_a_phone_that_hears_keys_by_info_as_it_is() {
    let mut world = World::new(112).with_keys_by(KeyForm::Info);
    let (alice, _) = talking(&mut world, false);
    world.at(ms(1_000), alice, Action::Say(key_press()));
    world.at(ms(2_000), alice, Action::HangUp);
    let ladder = world.run();
    let carried = String::from_utf8_lossy(&ladder.sent("switch", "INFO")[0].bytes).into_owned();
    assert!(
        carried.contains("Content-Type: application/dtmf-relay\r\n"),
        "{carried}"
    );
    assert!(carried.ends_with("Signal=5\r\nDuration=160\r\n"), "{carried}");
    assert!(ladder.sent("switch", "200 INFO")[0].at > ladder.sent("bob", "200 INFO")[0].at);
    assert!(presses(&world).is_empty());
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_key_that_is_heard_is_told_by_info_to_a_phone_that_hears_keys_so() {
    let mut world = World::new(113).with_keys_by(KeyForm::Info);
    let (alice, _) = talking(&mut world, false);
    world.at(ms(3_000), alice, Action::HangUp);
    world.run_until(ms(1_000));
    world.hear_key(LegId::CALLER, Key::of_sign('#').expect("a key"));
    let ladder = world.run();
    let told = ladder.sent("switch", "INFO");
    assert_eq!((told.len(), told[0].to), (1, "bob"));
    let text = String::from_utf8_lossy(&told[0].bytes).into_owned();
    assert!(text.ends_with("Signal=#\r\nDuration=100\r\n"), "{text}");
    assert!(ladder.sent("switch", "200 INFO").is_empty(), "nobody asked");
    assert_eq!(world.left_over(), 0);
}

#[test]
fn a_key_that_is_heard_and_comes_by_info_too_is_told_once() {
    let mut world = World::new(114).with_keys_by(KeyForm::Info);
    let (alice, _) = talking(&mut world, false);
    world.at(ms(1_050), alice, Action::Say(key_press()));
    world.at(ms(3_000), alice, Action::HangUp);
    world.run_until(ms(1_000));
    world.hear_key(LegId::CALLER, Key::of_sign('5').expect("a key"));
    let ladder = world.run();
    assert_eq!(ladder.sent("switch", "INFO").len(), 1);
    assert_eq!(ladder.sent("switch", "200 INFO").len(), 1);
}

#[test]
fn a_key_that_is_heard_is_not_told_by_info_to_a_phone_that_agreed_to_events() {
    let mut world = World::new(115).with_keys_by(KeyForm::Info);
    let (alice, _) = talking(&mut world, true);
    world.at(ms(2_000), alice, Action::HangUp);
    world.run_until(ms(1_000));
    world.hear_key(CALLEE, Key::of_sign('1').expect("a key"));
    assert!(world.run().sent("switch", "INFO").is_empty());
}
