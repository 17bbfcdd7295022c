//! RFC 3515 §2.4 in virtual time.

use std::time::{Duration, Instant};

use super::{Input, Notify, ReferSubscription};
use crate::message::StatusCode;

struct World {
    now: Instant,
    subscription: ReferSubscription,
    told: Vec<Notify>,
}

impl World {
    fn new() -> Self {
        let (now, mut told) = (beginning(), Vec::new());
        let subscription = ReferSubscription::start(7, now, &mut told);
        Self {
            now,
            subscription,
            told,
        }
    }

    fn take(&mut self, input: Input) -> &mut Self {
        self.subscription.handle(self.now, input, &mut self.told);
        self
    }

    fn status(&mut self, status: StatusCode) -> &mut Self {
        self.take(Input::Status(status))
    }

    fn answered(&mut self) -> &mut Self {
        self.take(Input::Answered(StatusCode::OK))
    }

    /// State and status line of each NOTIFY.
    fn said(&self) -> Vec<String> {
        let line = |notify: &Notify| {
            let state = String::from_utf8_lossy(&notify.headers[1].1).into_owned();
            let state = state.split(";expires").next().unwrap_or_default().to_owned();
            let body = String::from_utf8_lossy(&notify.body.bytes).into_owned();
            format!("{state} | {}", body.trim_end())
        };
        self.told.iter().map(line).collect()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "virtual time needs a beginning, and std has no other"
)]
fn beginning() -> Instant {
    Instant::now()
}

#[test]
fn the_first_notify_says_trying_and_names_the_refer() {
    let world = World::new();
    assert_eq!(world.said(), ["active | SIP/2.0 100 Trying"]);
    assert_eq!(&world.told[0].headers[0].1[..], b"refer;id=7");
    assert!(world.told[0].body.is("message/sipfrag"));
}

#[test]
fn progress_is_told_one_notify_at_a_time_and_only_the_latest() {
    let mut world = World::new();
    world
        .status(StatusCode::RINGING)
        .status(StatusCode::SESSION_PROGRESS);
    assert_eq!(world.said().len(), 1, "the first NOTIFY is still open");
    world.answered();
    assert_eq!(world.said()[1], "active | SIP/2.0 183 Session Progress");
    world.answered().status(StatusCode::SESSION_PROGRESS);
    assert_eq!(world.said().len(), 2, "the same news is told once");
}

#[test]
fn a_final_status_ends_the_subscription() {
    for status in [StatusCode::OK, StatusCode::BUSY_HERE, StatusCode::DECLINE] {
        let mut world = World::new();
        world.answered().status(status);
        let last = format!(
            "terminated;reason=noresource | SIP/2.0 {status} {}",
            status.default_reason()
        );
        assert_eq!(world.said()[1], last);
        assert!(!world.subscription.is_over());
        assert!(world.answered().subscription.is_over());
        assert!(world.subscription.deadline().is_none());
    }
}

#[test]
fn a_final_status_that_meets_an_open_notify_waits_for_it() {
    let mut world = World::new();
    world.status(StatusCode::OK).status(StatusCode::RINGING);
    assert_eq!(world.said().len(), 1);
    world.answered();
    assert_eq!(world.said()[1], "terminated;reason=noresource | SIP/2.0 200 OK");
}

#[test]
fn a_refused_notify_ends_the_subscription_in_silence() {
    for code in [481, 408, 503, 405] {
        let mut world = World::new();
        let refusal = StatusCode::new(code).unwrap();
        world.take(Input::Answered(refusal)).status(StatusCode::OK);
        assert!(world.subscription.is_over(), "{code}");
        assert_eq!(world.said().len(), 1);
    }
}

#[test]
fn a_subscription_that_is_not_refreshed_runs_out() {
    let mut world = World::new();
    world.answered();
    world.now = world.subscription.deadline().unwrap();
    world.take(Input::Timeout);
    assert_eq!(world.said()[1], "terminated;reason=timeout | SIP/2.0 100 Trying");
    assert!(world.answered().subscription.is_over());
}

#[test]
fn a_refresh_prolongs_it_and_zero_ends_it() {
    let mut world = World::new();
    let before = world.subscription.deadline().unwrap();
    world.answered().take(Input::Refreshed(Duration::from_secs(3000)));
    assert!(world.subscription.deadline().unwrap() > before);
    assert_eq!(world.said()[1], "active | SIP/2.0 100 Trying");
    world.answered().take(Input::Refreshed(Duration::ZERO));
    assert_eq!(world.said()[2], "terminated;reason=timeout | SIP/2.0 100 Trying");
}
