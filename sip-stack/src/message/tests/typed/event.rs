//! Subscriptions and publications.

use proptest::prelude::*;

use super::super::samples::{invite_with, request};
use super::round_trip::{almost, any_bytes, means, read, survives, token};
use crate::message::{
    Event, HeaderErrorKind, SipEtag, SipIfMatch, Subscribed, SubscriptionState, TerminationReason,
};

#[test]
fn an_event_is_a_package_with_an_id() {
    let dialog: Event = read("dialog ; sla;id=42").unwrap();
    assert_eq!((dialog.package(), dialog.id()), ("dialog", Some("42")));
    assert!(dialog.params().has("sla"));
    assert!(dialog.is_same(&Event::new("dialog").with_id("42")));
    assert!(!dialog.is_same(&Event::new("dialog")));
    assert!(!Event::new("Dialog").is_same(&Event::new("dialog")));
    means::<Event>(&[
        ("presence.winfo", Ok(Event::new("presence.winfo"))),
        ("", Err(HeaderErrorKind::Empty)),
        ("a b", Err(HeaderErrorKind::Token)),
        ("a;=b", Err(HeaderErrorKind::Params)),
    ]);
    let invite = request(invite_with(
        "u: dialog, presence\r\nAllow-Events: message-summary\r\n",
    ));
    assert_eq!(
        invite.headers().allow_events(),
        ["dialog", "presence", "message-summary"]
    );
}

#[test]
fn a_subscription_state_says_how_long_and_why() {
    let ended = SubscriptionState::terminated(TerminationReason::NoResource);
    means::<SubscriptionState>(&[
        ("Active ; expires=3600", Ok(SubscriptionState::active(3600))),
        ("pending;expires=0", Ok(SubscriptionState::pending(0))),
        ("terminated;reason=noresource", Ok(ended.clone())),
        (
            "terminated;retry-after=60;reason=noResource",
            Ok(ended.with_retry_after(60)),
        ),
        ("active;expires=soon", Err(HeaderErrorKind::Number)),
        ("", Err(HeaderErrorKind::Empty)),
    ]);
    let folded: SubscriptionState = read("terminated;reason=\"2\r\n \"").unwrap();
    assert_eq!(folded.reason, None, "a line end must not come back out");
    let odd: SubscriptionState = read("waiting;reason=lunch").unwrap();
    assert_eq!(odd.state, Subscribed::Other("waiting".into()));
    assert_eq!(odd.reason, Some(TerminationReason::Other("lunch".into())));
}

#[test]
fn an_entity_tag_is_one_token() {
    means::<SipEtag>(&[
        ("dx200xyz", Ok(SipEtag("dx200xyz".into()))),
        ("", Err(HeaderErrorKind::Empty)),
        ("a, b", Err(HeaderErrorKind::Token)),
    ]);
}

proptest! {
    #[test]
    fn what_events_write_they_read(
        (package, id, param) in (token(), token(), "\\PC{1,12}"),
        (expires, retry) in (any::<u32>(), any::<u32>()),
    ) {
        survives(&Event::new(&package));
        survives(&Event::new(&package).with_id(&id).with_param("profile-type", &param));
        survives(&SubscriptionState::active(expires));
        survives(&SubscriptionState::pending(expires));
        survives(&SubscriptionState::terminated(TerminationReason::Probation).with_retry_after(retry));
        survives(&SipEtag(package));
        survives(&SipIfMatch(id));
    }

    #[test]
    fn any_bytes_are_refused_or_written_as_they_are_read(bytes in almost()) {
        any_bytes::<Event>(&bytes);
        any_bytes::<SubscriptionState>(&bytes);
        any_bytes::<SipEtag>(&bytes);
        any_bytes::<SipIfMatch>(&bytes);
    }
}
