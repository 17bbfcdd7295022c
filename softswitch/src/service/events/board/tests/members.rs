//! Users, watchers and switches that come and go.

use std::time::Duration;

use sip_stack::message::{HeaderName, Response, StatusCode};
use sip_stack::user_agent;

use super::super::{Effect, Input, Member};
use super::{World, member, notifies};

fn standing(effects: &[Effect]) -> Vec<String> {
    notifies(effects)
        .map(|(_, _, notify)| notify.headers().text(HeaderName::SubscriptionState))
        .map(|standing| standing.unwrap_or_default().into_owned())
        .collect()
}

fn all_but(gone: u32) -> Input {
    let members: Vec<Member> = (100..400).filter(|n| *n != gone).map(member).collect();
    Input::Members(members)
}

#[test]
fn who_is_gone_is_watched_by_nobody_and_watches_nobody() {
    let mut world = World::new();
    for (watcher, number) in [(101, 100), (100, 101), (102, 103)] {
        let effects = world.subscribe(watcher, number);
        world.answer_all(&effects);
    }
    let effects = world.handle(all_but(100));
    let mut told = standing(&effects);
    told.sort();
    assert_eq!(
        told,
        ["terminated;reason=noresource", "terminated;reason=rejected"]
    );
    world.answer_all(&effects);
    assert_eq!(world.board.subscriptions(), 1);
}

#[test]
fn a_new_user_can_be_watched_at_once() {
    let mut world = World::new();
    world.handle(all_but(100));
    let refused = world.subscribe(101, 100);
    assert!(matches!(
        refused.last(),
        Some(Effect::Respond { response, .. }) if response.status() == StatusCode::NOT_FOUND
    ));
    world.handle(Input::Members((100..400).map(member).collect()));
    assert_eq!(notifies(&world.subscribe(101, 100)).count(), 1);
}

#[test]
fn a_switch_that_stops_asks_every_watcher_to_come_back_later() {
    let mut world = World::new();
    for n in 0..100 {
        let effects = world.subscribe(101 + n, 100);
        world.answer_all(&effects);
    }
    assert!(world.handle(Input::Stop).is_empty(), "told batch by batch");
    while world.board.deadline().is_some_and(|at| at <= world.now) {
        let effects = world.handle(Input::Timeout);
        for standing in standing(&effects) {
            let wait = standing.strip_prefix("terminated;reason=probation;retry-after=");
            let wait: u64 = wait.and_then(|wait| wait.parse().ok()).expect(&standing);
            assert!((5..=20).contains(&wait), "{standing}");
        }
        world.answer_all(&effects);
    }
    assert_eq!(world.board.subscriptions(), 0);
}

#[test]
fn a_phone_that_started_anew_is_asked_for_what_it_has_forgotten() {
    let mut world = World::new();
    let first = world.subscribe(101, 100);
    world.answer_all(&first);
    let old = notifies(&first).next().map(|(watch, ..)| watch);
    world.now += Duration::from_secs(10);
    let effects = world.subscribe(101, 100);
    let asked = notifies(&effects).find(|(watch, ..)| Some(*watch) == old);
    let (watch, branch, notify) = asked.expect("the old one is asked");
    let response = Response::for_request(notify, StatusCode::CALL_DOES_NOT_EXIST);
    let input = user_agent::Input::Response { branch, response };
    world.handle(Input::Sip { watch, input });
    assert_eq!(world.board.subscriptions(), 1);
}

#[test]
fn other_phones_and_other_lamps_are_left_alone() {
    let mut world = World::new();
    for (watcher, number) in [(101, 100), (102, 100), (101, 103)] {
        let effects = world.subscribe(watcher, number);
        assert_eq!(notifies(&effects).count(), 1);
        world.answer_all(&effects);
        world.now += Duration::from_secs(10);
    }
}
