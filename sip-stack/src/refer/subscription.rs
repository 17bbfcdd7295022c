//! The notifier's side of the event package `refer`.

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::message::{
    Body, Event, HeaderName, HeaderValue, StatusCode, SubscriptionState, TerminationReason,
};

/// How long a reference is reported on unless its sender asks for more; an hour is the most it gets.
const SUBSCRIPTION: Duration = Duration::from_secs(300);

/// The longest subscription granted to a refresh.
pub const SUBSCRIPTION_MAX: Duration = Duration::from_secs(3600);

/// What happens to the subscription.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// The referenced request stands so: 100–699. A final status ends the subscription.
    Status(StatusCode),
    /// The open NOTIFY got this final response (408 or 503 if none came).
    Answered(StatusCode),
    /// The subscriber wants it to last so long from now; zero ends it (RFC 6665 §4.1.2.3).
    Refreshed(Duration),
    /// The deadline passed.
    Timeout,
}

/// A NOTIFY to be sent within the dialog of the REFER.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notify {
    /// Event and Subscription-State.
    pub headers: Vec<(HeaderName, Bytes)>,
    /// The status line, as `message/sipfrag` (RFC 3420).
    pub body: Body,
}

/// One REFER that was accepted, until its last NOTIFY is answered.
#[derive(Debug)]
pub struct ReferSubscription {
    /// CSeq of the REFER: tells several of one dialog apart (§2.4.6).
    id: u32,
    /// How the reference stands, as far as the subscriber was told or will be.
    status: StatusCode,
    expires_at: Instant,
    state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The subscriber knows everything.
    Told,
    /// A NOTIFY is open; `more`: what it says is no longer all.
    Telling {
        more: bool,
    },
    /// The last NOTIFY is open.
    Leaving,
    Over,
}

impl ReferSubscription {
    /// Begins with the immediate NOTIFY, 100 Trying.
    pub fn start(id: u32, now: Instant, out: &mut Vec<Notify>) -> Self {
        let mut subscription = Self {
            id,
            status: StatusCode::TRYING,
            expires_at: now + SUBSCRIPTION,
            state: State::Told,
        };
        subscription.tell(now, out);
        subscription
    }

    /// Takes one step.
    pub fn handle(&mut self, now: Instant, input: Input, out: &mut Vec<Notify>) {
        match (self.state, input) {
            (State::Over | State::Leaving, Input::Status(_) | Input::Refreshed(_) | Input::Timeout)
            | (State::Over | State::Told, Input::Answered(_)) => {}
            (_, Input::Status(status)) if status == self.status || self.status.is_final() => {}
            (State::Told, Input::Status(status)) => {
                self.status = status;
                self.tell(now, out);
            }
            (State::Telling { .. }, Input::Status(status)) => {
                self.status = status;
                self.state = State::Telling { more: true };
            }
            (State::Leaving, Input::Answered(_)) => self.state = State::Over,
            // Whoever refuses a NOTIFY has no subscription (RFC 6665 §4.2.2).
            (_, Input::Answered(status)) if !status.is_success() => self.state = State::Over,
            (State::Telling { more: true }, Input::Answered(_)) => self.tell(now, out),
            (State::Telling { more: false }, Input::Answered(_)) => self.state = State::Told,
            (State::Told | State::Telling { .. }, Input::Refreshed(lasts)) if lasts.is_zero() => {
                self.part(TerminationReason::Timeout, out);
            }
            (State::Told, Input::Refreshed(lasts)) => {
                self.expires_at = now + lasts.min(SUBSCRIPTION_MAX);
                self.tell(now, out);
            }
            (State::Telling { .. }, Input::Refreshed(lasts)) => {
                self.expires_at = now + lasts.min(SUBSCRIPTION_MAX);
                self.state = State::Telling { more: true };
            }
            (State::Told | State::Telling { .. }, Input::Timeout) => {
                if self.expires_at <= now {
                    self.part(TerminationReason::Timeout, out);
                }
            }
        }
    }

    /// When to call `handle` with `Input::Timeout`.
    pub fn deadline(&self) -> Option<Instant> {
        matches!(self.state, State::Told | State::Telling { .. }).then_some(self.expires_at)
    }

    /// Nothing more will be told.
    pub fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// CSeq of the REFER.
    pub fn id(&self) -> u32 {
        self.id
    }

    /// How long it still lasts.
    pub fn left(&self, now: Instant) -> Duration {
        self.expires_at.saturating_duration_since(now)
    }

    fn tell(&mut self, now: Instant, out: &mut Vec<Notify>) {
        if self.status.is_final() {
            return self.part(TerminationReason::NoResource, out);
        }
        self.state = State::Telling { more: false };
        let seconds = u32::try_from(self.left(now).as_secs()).unwrap_or(u32::MAX);
        out.push(self.notify(&SubscriptionState::active(seconds)));
    }

    fn part(&mut self, reason: TerminationReason, out: &mut Vec<Notify>) {
        self.state = State::Leaving;
        out.push(self.notify(&SubscriptionState::terminated(reason)));
    }

    fn notify(&self, state: &SubscriptionState) -> Notify {
        let event = Event::new("refer").with_id(&self.id.to_string());
        let status_line = format!("SIP/2.0 {} {}\r\n", self.status, self.status.default_reason());
        Notify {
            headers: vec![
                (HeaderName::Event, event.to_bytes()),
                (HeaderName::SubscriptionState, state.to_bytes()),
            ],
            body: Body::new("message/sipfrag;version=2.0", status_line),
        }
    }
}
