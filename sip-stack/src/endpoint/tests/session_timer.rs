//! Sessions that must be refreshed (RFC 4028), hour after hour in virtual time.

use std::time::Duration;

use crate::endpoint::tests::side::sdp;
use crate::endpoint::tests::world::{A, B, World};
use crate::user_agent::{Command, Event, Refresh, Terms, TimerTerms};

const HOUR_MS: u64 = 3_600_000;

fn terms(mode: Refresh, expires_s: u64, min_s: u64) -> Terms {
    Terms {
        timer: TimerTerms {
            mode,
            expires: Duration::from_secs(expires_s),
            min: Duration::from_secs(min_s),
        },
        ..Terms::PLAIN
    }
}

/// A call between two sides with these terms; what led to it is forgotten, but not by the network.
fn call(seed: u8, caller: Terms, callee: Terms) -> World {
    let mut world = World::new(seed);
    world.sides[A].terms = caller;
    world.sides[B].terms = callee;
    world.call();
    world.accept(sdp("answer"));
    world.run_ms(50);
    world.forget();
    world
}

fn both(seed: u8) -> World {
    let terms = terms(Refresh::WhenSupported, 1_800, 90);
    call(seed, terms, terms)
}

#[test]
fn the_caller_refreshes_at_half_time_by_update_and_the_call_lives_on() {
    let mut world = both(1);
    let answer = world.network.last("200 INVITE");
    assert!(
        answer.contains("Session-Expires: 1800;refresher=uac\r\n"),
        "{answer}"
    );
    assert!(answer.contains("Require: timer\r\n"), "{answer}");
    world.run_ms(899_000);
    assert!(world.ladder().is_empty());
    world.run_ms(2_000);
    assert_eq!(world.ladder(), ["a>b UPDATE", "b>a 200 UPDATE"]);
    let refresh = world.network.last("UPDATE");
    assert!(
        refresh.contains("Session-Expires: 1800;refresher=uac\r\n"),
        "{refresh}"
    );
    world.run_ms(5 * HOUR_MS);
    assert_eq!(world.ladder().len(), 40, "20 refreshes in 5 hours");
    assert!(world.events(A).is_empty() && world.events(B).is_empty());
}

#[test]
fn a_side_that_hears_no_refresh_says_bye_before_the_expiry() {
    let mut world = both(2);
    world.network.lose = vec!["UPDATE"; 1_000];
    world.sides[A].usages.clear();
    world.run_ms(1_767_000);
    assert_eq!(world.sides[B].usages.len(), 1);
    world.run_ms(2_000);
    assert_eq!(world.events(B), ["session expired"]);
    assert_eq!(world.ladder().last().unwrap(), "b>a BYE");
}

#[test]
fn too_brief_an_interval_gets_422_and_is_asked_for_again() {
    let wants = terms(Refresh::WhenSupported, 120, 90);
    let mut world = World::new(3);
    world.sides[A].terms = wants;
    world.sides[B].terms = terms(Refresh::WhenSupported, 1_800, 600);
    world.call();
    world.accept(sdp("answer"));
    world.run_ms(50);
    let ladder = world.ladder();
    assert_eq!(
        ladder[..4],
        ["a>b INVITE", "b>a 422 INVITE", "a>b ACK", "a>b INVITE"]
    );
    assert!(world.network.last("422 INVITE").contains("Min-SE: 600\r\n"));
    let again = world.network.last("INVITE");
    assert!(
        again.contains("Session-Expires: 600\r\n") && again.contains("Min-SE: 600\r\n"),
        "{again}"
    );
    assert_eq!(world.events(A), ["answered 200 answer"]);
}

#[test]
fn a_peer_without_timers_is_left_alone_or_refreshed_by_us_alone() {
    let silent = terms(Refresh::Off, 1_800, 90);
    let mut world = call(4, terms(Refresh::WhenSupported, 1_800, 90), silent);
    world.run_ms(2 * HOUR_MS);
    assert!(world.ladder().is_empty());
    let mut world = call(4, terms(Refresh::Always, 1_800, 90), silent);
    world.run_ms(HOUR_MS);
    assert_eq!(world.ladder().len(), 6);
    let mut world = call(4, silent, terms(Refresh::Always, 1_800, 90));
    assert!(!world.network.last("200 INVITE").contains("Session-Expires"));
    world.run_ms(HOUR_MS);
    assert_eq!(world.ladder().first().unwrap(), "b>a UPDATE");
}

#[test]
fn without_update_the_owner_is_asked_for_a_reinvite() {
    let mut world = World::new(5);
    world.sides[A].terms = terms(Refresh::WhenSupported, 1_800, 90);
    world.sides[B].terms = world.sides[A].terms;
    world.network.rewrite = Some((", UPDATE", String::new()));
    world.sides[A].habit = |event| match event {
        Event::RefreshDue => Some(Command::Reinvite {
            offer: sdp("the same"),
            headers: Vec::new(),
        }),
        _ => None,
    };
    world.sides[B].habit = |event| match event {
        Event::ReinviteReceived { offer: Some(_), .. } => Some(Command::AcceptReinvite {
            body: sdp("as before"),
            headers: Vec::new(),
        }),
        _ => None,
    };
    world.call();
    world.accept(sdp("answer"));
    world.run_ms(50);
    world.forget();
    world.run_ms(3 * HOUR_MS);
    assert_eq!(
        world.events(A)[..2],
        ["refresh due", "reinvite answered as before"]
    );
    assert_eq!(world.sides[B].usages.len(), 1);
}

#[test]
fn a_refresh_that_finds_no_call_ends_it() {
    let mut world = both(6);
    world.sides[B].usages.clear();
    let dialogs = world.sides[B].endpoint.dialogs();
    assert_eq!(dialogs, 1);
    world.network.lose = vec!["UPDATE"; 1_000];
    world.run_ms(HOUR_MS);
    assert_eq!(world.events(A), ["peer gone 408"]);
}

#[test]
fn a_refused_refresh_is_tried_again_halfway_to_the_end() {
    let mut world = both(7);
    world.network.rewrite = Some(("UPDATE sip:", "BREW sip:".into()));
    world.run_ms(1_400_000);
    let tried = world.ladder().iter().filter(|line| *line == "a>b UPDATE").count();
    assert!(tried >= 2, "{:?}", world.network.ladder);
}
