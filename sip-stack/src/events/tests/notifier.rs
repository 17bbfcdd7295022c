//! The notifier (RFC 6665 §4.2).

use std::time::Duration;

use super::fixture::{TERMS, World, request, seconds};
use crate::events::{Ended, Input, Refusal, Wish};
use crate::message::{HeaderName, StatusCode, TerminationReason};
use crate::transaction::Failure;

#[test]
fn a_subscription_is_answered_200_and_notified_at_once() {
    let mut world = World::subscribed("Event: dialog;id=7\r\nExpires: 600\r\n");
    assert_eq!(
        world.heard(),
        ["claim", "200 600", "NOTIFY active;expires=600 idle"]
    );
    let notify = world.last.clone().unwrap();
    let header = |name: HeaderName| notify.headers().text(name).unwrap().into_owned();
    assert_eq!(header(HeaderName::Event), "dialog;id=7");
    assert_eq!(header(HeaderName::Contact), "<sip:192.0.2.1>");
    assert_eq!(notify.uri().to_string(), "sip:101@192.0.2.11");
    assert!(header(HeaderName::To).contains("tag=far"));
}

#[test]
fn without_expires_the_usual_duration_is_granted_and_a_long_wish_is_cut() {
    for (more, granted) in [("", "200 1800"), ("Expires: 99999\r\n", "200 3600")] {
        let mut world = World::subscribed(&format!("Event: dialog\r\n{more}"));
        assert_eq!(world.heard()[1], granted);
    }
}

#[test]
fn a_wish_that_cannot_be_granted_is_refused_by_its_fault() {
    let table = [
        ("", Refusal::BadEvent, 489),
        ("Event: ;;\r\n", Refusal::Malformed, 400),
        ("Event: dialog\r\nExpires: soon\r\n", Refusal::Malformed, 400),
        (
            "Event: dialog\r\nExpires: 5\r\n",
            Refusal::TooBrief { least: seconds(60) },
            423,
        ),
    ];
    for (more, refusal, status) in table {
        let subscribe = request("SUBSCRIBE", 1, more, "");
        assert_eq!(Wish::read(&subscribe, &TERMS), Err(refusal.clone()), "{more}");
        let response = refusal.response(&subscribe, "dialog, presence");
        assert_eq!(response.status().code(), status);
        let expected = match status {
            423 => Some((HeaderName::MinExpires, "60")),
            489 => Some((HeaderName::AllowEvents, "dialog, presence")),
            _ => None,
        };
        if let Some((name, value)) = expected {
            assert_eq!(response.headers().text(name).as_deref(), Some(value));
        }
    }
}

#[test]
fn news_go_out_one_notify_at_a_time_and_only_the_newest_state() {
    let mut world = World::subscribed("Event: dialog\r\n");
    world.heard();
    world.change("early");
    world.change("confirmed");
    assert!(world.heard().is_empty(), "the first NOTIFY is unanswered");
    world.now += seconds(1);
    world.answer(200, &[]);
    assert_eq!(world.heard(), ["NOTIFY active;expires=1799 confirmed"]);
    world.answer(200, &[]);
    assert!(world.heard().is_empty());
}

#[test]
fn news_in_quick_succession_wait_for_the_pause_to_pass() {
    let mut world = World::subscribed("Event: dialog\r\n");
    world.answer(200, &[]);
    world.heard();
    world.change("early");
    world.change("confirmed");
    assert!(world.heard().is_empty());
    assert_eq!(world.hop(), TERMS.gap);
    assert_eq!(world.heard(), ["NOTIFY active;expires=1799 confirmed"]);
}

#[test]
fn a_subscriber_that_asks_for_a_slower_pace_gets_it() {
    let mut world = World::subscribed("Event: dialog;max-rate=0.1\r\n");
    world.answer(200, &[]);
    world.change("early");
    assert_eq!(world.hop(), seconds(10));
}

#[test]
fn a_refresh_is_granted_and_notified_whatever_the_pace() {
    let mut world = World::subscribed("Event: dialog\r\nExpires: 600\r\n");
    world.answer(200, &[]);
    world.heard();
    world.now += seconds(100);
    world.receive("SUBSCRIBE", "Event: dialog\r\nExpires: 300\r\n");
    assert_eq!(world.heard(), ["200 300", "NOTIFY active;expires=300 idle"]);
    world.answer(200, &[]);
    assert_eq!(world.hop(), seconds(400));
}

#[test]
fn a_refresh_that_is_too_brief_leaves_the_subscription_as_it_was() {
    let mut world = World::subscribed("Event: dialog\r\nExpires: 600\r\n");
    world.answer(200, &[]);
    world.heard();
    world.receive("SUBSCRIBE", "Event: dialog\r\nExpires: 1\r\n");
    assert_eq!(world.heard(), ["423"]);
    assert_eq!(world.hop(), seconds(600));
}

#[test]
fn the_end_is_told_when_nobody_refreshes() {
    let mut world = World::subscribed("Event: dialog\r\nExpires: 600\r\n");
    world.answer(200, &[]);
    world.heard();
    assert_eq!(world.hop(), seconds(600));
    assert_eq!(world.heard(), ["NOTIFY terminated;reason=timeout idle"]);
    world.answer(200, &[]);
    assert_eq!(world.heard(), ["release"]);
    assert_eq!(world.ended, Some(Ended::Expired));
    assert!(world.is_over());
}

#[test]
fn expires_zero_ends_with_a_last_notify() {
    let mut world = World::subscribed("Event: dialog\r\n");
    world.answer(200, &[]);
    world.heard();
    world.receive("SUBSCRIBE", "Event: dialog\r\nExpires: 0\r\n");
    assert_eq!(world.heard(), ["200 0", "NOTIFY terminated;reason=timeout idle"]);
    world.receive("SUBSCRIBE", "Event: dialog\r\n");
    assert_eq!(world.heard(), ["481"], "it cannot be revived");
    world.answer(200, &[]);
    assert!(world.is_over());
}

#[test]
fn a_fetch_is_one_notify_that_ends_at_once() {
    let mut world = World::subscribed("Event: dialog\r\nExpires: 0\r\n");
    assert_eq!(
        world.heard(),
        ["claim", "200 0", "NOTIFY terminated;reason=timeout idle"]
    );
    world.answer(200, &[]);
    assert_eq!(world.heard(), ["release"]);
    assert!(world.is_over());
}

#[test]
fn a_refusal_that_says_the_phone_is_gone_ends_it() {
    for code in [
        404, 405, 408, 410, 416, 430, 480, 481, 482, 483, 484, 485, 489, 501, 604,
    ] {
        let mut world = World::subscribed("Event: dialog\r\n");
        world.answer(code, &[]);
        assert!(world.is_over(), "{code}");
        assert_eq!(world.ended, Some(Ended::Refused(StatusCode::new(code).unwrap())));
    }
}

#[test]
fn other_refusals_are_borne_a_few_times() {
    let mut world = World::subscribed("Event: dialog\r\n");
    for state in ["early", "confirmed"] {
        world.answer(500, &[]);
        world.now += seconds(1);
        world.change(state);
    }
    assert!(!world.is_over());
    world.answer(200, &[]);
    world.now += seconds(1);
    for state in ["early", "confirmed", "idle"] {
        world.change(state);
        world.now += seconds(1);
        world.answer(503, &[]);
    }
    assert!(world.is_over(), "the third in a row is one too many");
}

#[test]
fn retry_after_is_waited_for_and_the_state_told_again() {
    let mut world = World::subscribed("Event: dialog\r\n");
    world.heard();
    world.answer(503, &[(HeaderName::RetryAfter, "20")]);
    assert_eq!(world.hop(), seconds(20));
    assert_eq!(world.heard(), ["NOTIFY active;expires=1780 idle"]);
}

#[test]
fn a_refused_state_is_told_again_and_news_do_not_wait_for_that() {
    let mut world = World::subscribed("Event: dialog\r\n");
    world.heard();
    world.answer(500, &[]);
    assert_eq!(world.hop(), seconds(10));
    assert_eq!(world.heard(), ["NOTIFY active;expires=1790 idle"]);
    world.answer(500, &[]);
    world.now += seconds(1);
    world.change("early");
    assert_eq!(world.heard(), ["NOTIFY active;expires=1789 early"]);
}

#[test]
fn a_subscriber_that_does_not_answer_is_forgotten() {
    for cause in [Failure::Timeout, Failure::Transport] {
        let mut world = World::subscribed("Event: dialog\r\n");
        world.heard();
        world.fail(cause);
        assert_eq!(world.heard(), ["release"]);
        assert_eq!(world.ended, Some(Ended::Unreachable(cause)));
        assert!(world.is_over());
    }
}

#[test]
fn a_notify_that_is_never_heard_of_again_ends_it_too() {
    let mut world = World::subscribed("Event: dialog\r\n");
    assert_eq!(world.hop(), seconds(40));
    assert!(world.is_over());
}

#[test]
fn the_owner_may_end_it_with_a_reason() {
    let table = [
        (
            TerminationReason::Deactivated,
            None,
            "terminated;reason=deactivated",
        ),
        (
            TerminationReason::Probation,
            Some(30),
            "terminated;reason=probation;retry-after=30",
        ),
        (TerminationReason::Rejected, None, "terminated;reason=rejected"),
        (
            TerminationReason::GiveUp,
            Some(5),
            "terminated;reason=giveup;retry-after=5",
        ),
        (
            TerminationReason::NoResource,
            None,
            "terminated;reason=noresource",
        ),
    ];
    for (reason, retry_after, said) in table {
        let mut world = World::subscribed("Event: dialog\r\n");
        world.heard();
        world.handle(Input::End { reason, retry_after });
        assert!(world.heard().is_empty(), "the first NOTIFY is unanswered");
        world.answer(200, &[]);
        assert_eq!(world.heard(), [format!("NOTIFY {said} idle")]);
        world.answer(200, &[]);
        assert_eq!(world.ended, Some(Ended::ByOwner));
    }
}

#[test]
fn requests_out_of_place_are_refused() {
    let mut world = World::subscribed("Event: dialog;id=1\r\n");
    world.heard();
    let table = [
        ("SUBSCRIBE", "Event: dialog;id=2\r\n", "481"),
        ("SUBSCRIBE", "Event: presence\r\n", "481"),
        ("SUBSCRIBE", "", "489"),
        ("NOTIFY", "Event: dialog\r\n", "405"),
    ];
    for (method, more, said) in table {
        world.receive(method, more);
        assert_eq!(world.heard(), [said], "{method} {more}");
    }
    assert!(!world.is_over());
}

#[test]
fn a_last_notify_that_fails_is_still_the_end() {
    let mut world = World::subscribed("Event: dialog\r\nExpires: 0\r\n");
    world.fail(Failure::Timeout);
    assert!(world.is_over());
    assert_eq!(world.now - world.began, Duration::ZERO);
}
