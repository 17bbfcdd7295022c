//! Flow tests: what is said on the wire, as ladders, in virtual time (RFC 3665 shows the shapes).

#![expect(clippy::panic, reason = "a test fails by panicking")]

mod basic;
mod cancel;
mod causes;
mod conference;
mod direct;
mod diversion;
mod end;
mod events;
mod events_packages;
mod fork;
mod header_rules;
mod headers;
mod hours;
mod info;
mod join;
mod keys;
mod late_offer;
mod loss;
mod media;
mod menu;
mod offer_answer;
mod other_flow;
mod parts;
mod phone_headers;
mod pick_up;
mod prack;
mod proxy;
mod recording;
mod redirect;
mod referring;
mod refusal;
mod reinvite;
mod replaces;
mod session_timer;
mod simulated;
mod strangers;
mod transfer;
mod trunk_identity;
mod trunk_in;
mod trunk_moves;
mod trunk_numbers;
mod trunk_out;
mod trunk_policy;
mod update;

use std::time::Duration;

use ::media::key::Key;
use softswitch::call::{EndReason, LegId};
use tests::sim::{Outcome, World};

fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// The caller presses keys, and the media engine tells of them.
fn press(world: &mut World, keys: &str) {
    for key in keys.chars().filter_map(Key::of_sign) {
        world.hear_key(LegId::CALLER, key);
    }
}

/// The only call's end.
#[track_caller]
fn only_outcome(world: &World) -> &Outcome {
    let [outcome] = world.outcomes() else {
        panic!("expected one call, got {:?}", world.outcomes())
    };
    assert_eq!(
        world.left_over(),
        0,
        "the switch still holds calls or transactions"
    );
    outcome
}

#[track_caller]
fn expect_end(world: &World, reason: EndReason, status: u16) {
    let outcome = only_outcome(world);
    assert_eq!((outcome.reason, outcome.status), (reason, status));
}
