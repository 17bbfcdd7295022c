//! Users that come and go while others watch them.

use sip_stack::message::{HeaderName, StatusCode};

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
