//! NOTIFY: when it is due, what it says, and what its answer means (RFC 6665 §4.2.2).

use std::time::{Duration, Instant};

use crate::events::subscription::{Live, Open, State};
use crate::events::{Effect, Ended, Subscription};
use crate::message::{
    Body, HeaderName, Method, NameAddr, Response, StatusCode, SubscriptionState, TerminationReason,
};
use crate::tokens::Branch;
use crate::transaction::Failure;
use crate::user_agent;

/// How long an unanswered NOTIFY blocks others when even its transaction is never heard of again: more than timer F.
const SILENCE_MAX: Duration = Duration::from_secs(40);

/// NOTIFYs in a row that may be refused without ending the subscription.
const REFUSALS_MAX: u8 = 3;

/// When a refused state is told again, unless there is news before: a lamp must not stay wrong until the next call.
const REFUSED_WAIT: Duration = Duration::from_secs(10);

/// The longest that a Retry-After of the subscriber is waited for.
const RETRY_AFTER_MAX: Duration = Duration::from_secs(300);

impl Subscription {
    /// Asks for the state when a NOTIFY is due and the last one is answered.
    pub(super) fn step(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let State::Live(live) = &mut self.state else {
            return;
        };
        if now >= live.expires_at && live.ending.is_none() {
            let state = SubscriptionState::terminated(TerminationReason::Timeout);
            live.ending = Some((state, Ended::Expired));
        }
        let due = live.ending.is_some() || live.tell_at.is_some_and(|at| at <= now);
        if due && live.open.is_none() && !live.asked {
            live.asked = true;
            out.push(Effect::StateWanted);
        }
    }

    /// Sends the newest state. Without a body the NOTIFY tells only how the subscription stands.
    pub(super) fn notify(&mut self, now: Instant, body: Option<Body>, out: &mut Vec<Effect>) {
        let State::Live(live) = &mut self.state else {
            return;
        };
        if !std::mem::take(&mut live.asked) {
            return;
        }
        live.tell_at = None;
        live.quiet_until = now + live.gap;
        let open = Open {
            branch: self.tokens.branch(),
            give_up_at: now + SILENCE_MAX,
        };
        live.open = Some(open);
        let standing = match &live.ending {
            Some((standing, _)) => standing.clone(),
            None => SubscriptionState::active(seconds(live.expires_at - now)),
        };
        if let Some((_, ended)) = live.ending {
            self.state = State::Leaving(open, ended);
        }
        let mut request = self.dialog.request(Method::Notify);
        let headers = request.headers_mut();
        headers.push(
            HeaderName::Contact,
            NameAddr::new(self.contact.clone()).to_bytes(),
        );
        headers.put(&self.event);
        headers.put(&standing);
        for (name, value) in &self.headers {
            headers.push(name.clone(), value);
        }
        request.set_body(body);
        out.push(Effect::Sip(user_agent::Effect::Request {
            branch: open.branch,
            request,
            target: self.dialog.next_hop(),
        }));
    }

    /// The subscriber's answer to a NOTIFY (§4.2.2).
    pub(super) fn answered(
        &mut self,
        now: Instant,
        branch: Branch,
        response: &Response,
        out: &mut Vec<Effect>,
    ) {
        if !self.is_open(branch) {
            return;
        }
        let status = response.status();
        let State::Live(live) = &mut self.state else {
            if let State::Leaving(_, ended) = &self.state {
                self.end(*ended, out);
            }
            return;
        };
        live.open = None;
        if status.is_success() {
            live.refused = 0;
            return;
        }
        live.refused += 1;
        if ends(status) || live.refused >= REFUSALS_MAX {
            return self.end(Ended::Refused(status), out);
        }
        if let Ok(Some(seconds)) = response.headers().retry_after() {
            let wait = Duration::from_secs(seconds.into()).min(RETRY_AFTER_MAX);
            live.quiet_until = now + wait;
            live.tell_at = Some(live.quiet_until);
        } else {
            live.tell_at = Some(now + REFUSED_WAIT);
        }
    }

    /// A NOTIFY of which nothing is heard any more, not even that it failed.
    pub(super) fn give_up(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let (State::Live(Live { open: Some(open), .. }) | State::Leaving(open, _)) = &self.state else {
            return;
        };
        if now >= open.give_up_at {
            self.end(Ended::Unreachable(Failure::Timeout), out);
        }
    }
}

/// The answers to a NOTIFY that end the subscription (§4.2.2), and those that say its phone is gone (408, RFC 5626's 430).
fn ends(status: StatusCode) -> bool {
    matches!(
        status.code(),
        404 | 405 | 408 | 410 | 416 | 430 | 480..=485 | 489 | 501 | 604
    )
}

/// Whole seconds; a living subscription never shows 0.
fn seconds(left: Duration) -> u32 {
    u32::try_from(left.as_secs().max(1)).unwrap_or(u32::MAX)
}
