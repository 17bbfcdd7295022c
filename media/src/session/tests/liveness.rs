use std::time::Duration;

use super::{DEAD_AFTER, Desk, PTIME, agreed, bridge, phone, voice};
use crate::offer_answer::Direction;
use crate::session::Event;

/// Polls at each deadline for so long; how often, and after how long a silence, the phone was told dead.
fn told_dead(desk: &mut Desk, within: Duration) -> Vec<Duration> {
    let end = desk.now + within;
    while desk.session.deadline().is_some_and(|deadline| deadline <= end) {
        desk.hop();
        desk.poll_voice();
    }
    desk.now = end;
    let dead = |event| match event {
        Event::Dead { silent_for, .. } => Some(silent_for),
        _ => None,
    };
    desk.news.drain(..).filter_map(dead).collect()
}

const LONG: Duration = Duration::from_secs(600);

#[test]
fn a_silent_phone_is_told_of_once_until_it_is_heard_again() {
    let mut desk = Desk::with_phone(1);
    desk.pass(PTIME);
    desk.hear(phone(1), voice(9, 1)).unwrap();
    assert_eq!(told_dead(&mut desk, LONG), [DEAD_AFTER]);
    assert!(told_dead(&mut desk, LONG).is_empty());
    desk.hear(phone(1), voice(9, 2)).unwrap();
    assert_eq!(told_dead(&mut desk, LONG), [DEAD_AFTER]);
}

#[test]
fn a_phone_that_talks_is_alive_and_a_stranger_does_not_keep_it_so() {
    let mut desk = Desk::with_phone(1);
    for sequence in 0..300 {
        desk.hear(phone(1), voice(9, sequence)).unwrap();
        assert!(told_dead(&mut desk, Duration::from_secs(1)).is_empty());
    }
    let mut dead = Vec::new();
    for sequence in 0..100 {
        assert!(desk.hear(phone(2), voice(5, sequence)).is_none());
        dead.extend(told_dead(&mut desk, Duration::from_secs(1)));
    }
    assert_eq!(dead, [DEAD_AFTER]);
}

#[test]
fn a_phone_on_hold_may_be_silent() {
    for direction in [Direction::SendOnly, Direction::Inactive] {
        let mut desk = Desk::with_phone(1);
        let mut terms = agreed(phone(1));
        terms.direction = direction;
        desk.session.agree(desk.now, terms);
        assert!(told_dead(&mut desk, LONG).is_empty());
        desk.session.agree(desk.now, agreed(phone(1)));
        assert_eq!(told_dead(&mut desk, LONG), [DEAD_AFTER], "the whole time again");
    }
}

#[test]
fn a_phone_that_holds_the_other_without_music_has_half_an_hour() {
    let mut desk = Desk::with_phone(1);
    let mut terms = agreed(phone(1));
    terms.direction = Direction::RecvOnly;
    desk.session.agree(desk.now, terms);
    assert!(told_dead(&mut desk, DEAD_AFTER * 29).is_empty());
    assert_eq!(told_dead(&mut desk, LONG), [DEAD_AFTER * 30]);
    desk.session.agree(desk.now, agreed(phone(1)));
    assert_eq!(told_dead(&mut desk, LONG), [DEAD_AFTER], "resumed");
}

#[test]
fn a_phone_that_was_silent_while_it_rang_has_the_whole_time_when_the_conversation_begins() {
    let (mut a, mut b) = (Desk::with_phone(1), Desk::with_phone(3));
    assert_eq!(told_dead(&mut a, LONG).len(), 1);
    bridge(&mut a, &mut b);
    assert!(told_dead(&mut a, DEAD_AFTER - PTIME).is_empty());
    assert_eq!(told_dead(&mut a, LONG), [DEAD_AFTER]);
}
