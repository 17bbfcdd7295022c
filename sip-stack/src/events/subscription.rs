//! One subscription, the notifier's side (RFC 6665 §4.2): a dialog, a duration, and one NOTIFY at a time.
//!
//! News that come while a NOTIFY is unanswered are one later NOTIFY with the newest state. The state itself belongs to
//! the owner, who is asked for it when it can be sent. Authorization is the owner's too: what is here is accepted.

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::dialog::{Dialog, LocalDialog};
use crate::events::{Effect, Ended, Input, Terms, Wish};
use crate::flow::Flow;
use crate::message::{Event, HeaderName, Request, StatusCode, SubscriptionState, Uri};
use crate::tokens::{Branch, Tokens};
use crate::transaction::ServerId;
use crate::user_agent;

/// A subscription that was accepted.
#[derive(Debug)]
pub struct Subscription {
    pub(super) dialog: Dialog,
    pub(super) event: Event,
    pub(super) contact: Uri,
    /// Headers of every 2xx and NOTIFY, as Require for lists.
    pub(super) headers: Vec<(HeaderName, Bytes)>,
    pub(super) terms: Terms,
    pub(super) tokens: Tokens,
    pub(super) state: State,
}

#[derive(Debug)]
pub(super) enum State {
    Live(Live),
    /// The last NOTIFY is unanswered.
    Leaving(Open, Ended),
    Over,
}

/// An unanswered NOTIFY.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) branch: Branch,
    pub(super) give_up_at: Instant,
}

#[derive(Debug)]
pub(super) struct Live {
    pub(super) expires_at: Instant,
    pub(super) gap: Duration,
    pub(super) open: Option<Open>,
    /// Something is to be told, not before this moment.
    pub(super) tell_at: Option<Instant>,
    /// News alone cause no NOTIFY before this moment.
    pub(super) quiet_until: Instant,
    /// The owner was asked for the state.
    pub(super) asked: bool,
    pub(super) refused: u8,
    pub(super) ending: Option<(SubscriptionState, Ended)>,
}

/// What a SUBSCRIBE is accepted with.
#[derive(Debug)]
pub struct Acceptance {
    /// What is granted.
    pub wish: Wish,
    /// The terms of refreshes.
    pub terms: Terms,
    /// Our Contact towards the subscriber.
    pub contact: Uri,
    /// More headers for every 2xx and NOTIFY.
    pub headers: Vec<(HeaderName, Bytes)>,
}

impl Subscription {
    /// Accepts a SUBSCRIBE: its 200, then at once the first NOTIFY (§4.2.1.2).
    ///
    /// # Errors
    /// The status to refuse with, when the request cannot open a dialog.
    pub fn accept(
        now: Instant,
        request: &Request,
        transaction: ServerId,
        flow: Flow,
        with: Acceptance,
        mut tokens: Tokens,
        out: &mut Vec<Effect>,
    ) -> Result<Self, StatusCode> {
        let Acceptance {
            wish,
            terms,
            contact,
            headers,
        } = with;
        let cseq = tokens.cseq();
        let dialog = Dialog::uas(request, &tokens.tag(), cseq, flow).map_err(|error| error.status())?;
        out.push(Effect::Sip(user_agent::Effect::Claim(dialog.local_dialog())));
        let mut subscription = Self {
            dialog,
            event: wish.event,
            contact,
            headers,
            terms,
            tokens,
            state: State::Live(Live {
                expires_at: now + wish.duration,
                gap: wish.gap,
                open: None,
                tell_at: Some(now),
                quiet_until: now,
                asked: false,
                refused: 0,
                ending: None,
            }),
        };
        subscription.grant(request, transaction, wish.duration, out);
        subscription.step(now, out);
        Ok(subscription)
    }

    /// Takes one input and says what to do.
    pub fn handle(&mut self, now: Instant, input: Input, out: &mut Vec<Effect>) {
        match input {
            Input::Sip(input) => self.sip(now, input, out),
            Input::Changed => {
                if let State::Live(live) = &mut self.state {
                    let soonest = live
                        .tell_at
                        .map_or(live.quiet_until, |at| at.min(live.quiet_until));
                    live.tell_at = Some(soonest);
                }
            }
            Input::State(body) => self.notify(now, body, out),
            Input::End { reason, retry_after } => {
                if let State::Live(live) = &mut self.state {
                    let mut state = SubscriptionState::terminated(reason);
                    state.retry_after = retry_after;
                    live.ending.get_or_insert((state, Ended::ByOwner));
                }
            }
            Input::Timeout => self.give_up(now, out),
        }
        self.step(now, out);
    }

    /// When to call [`Self::handle`] with [`Input::Timeout`]. `None`: it is over.
    pub fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Live(Live { open: Some(open), .. }) | State::Leaving(open, _) => Some(open.give_up_at),
            State::Live(live) => Some(live.tell_at.map_or(live.expires_at, |at| at.min(live.expires_at))),
            State::Over => None,
        }
    }

    /// Whether nothing more will be asked for.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// Our half of its dialog.
    pub fn local_dialog(&self) -> LocalDialog {
        self.dialog.local_dialog()
    }

    /// What it is about.
    pub fn event(&self) -> &Event {
        &self.event
    }

    /// The subscriber's contact address.
    pub fn remote_target(&self) -> &Uri {
        self.dialog.remote_target()
    }

    /// Whether NOTIFYs go over UDP, where bodies must be short.
    pub fn is_narrow(&self) -> bool {
        !self.dialog.next_hop().transport().is_reliable()
    }

    fn sip(&mut self, now: Instant, input: user_agent::Input, out: &mut Vec<Effect>) {
        match input {
            user_agent::Input::Request {
                request,
                transaction: Some(transaction),
                flow,
            } => self.request(now, &request, transaction, flow, out),
            user_agent::Input::Response { branch, response } if response.status().is_final() => {
                self.answered(now, branch, &response, out);
            }
            user_agent::Input::Failed { branch, cause } if self.is_open(branch) => {
                self.end(Ended::Unreachable(cause), out);
            }
            _ => {}
        }
    }

    pub(super) fn is_open(&self, branch: Branch) -> bool {
        match &self.state {
            State::Live(live) => live.open.is_some_and(|open| open.branch == branch),
            State::Leaving(open, _) => open.branch == branch,
            State::Over => false,
        }
    }

    pub(super) fn end(&mut self, ended: Ended, out: &mut Vec<Effect>) {
        self.state = State::Over;
        let release = user_agent::Effect::Release(self.local_dialog());
        out.push(Effect::Sip(release));
        out.push(Effect::Ended(ended));
    }
}
