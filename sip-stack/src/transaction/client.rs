//! Non-INVITE client transaction (RFC 3261 §17.1.2, figure 6).

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::transaction::uac::{Effect, Input};
use crate::transaction::{Failure, Timers};

/// One non-INVITE request of ours, until it is answered or given up.
#[derive(Debug)]
pub struct Client {
    timers: Timers,
    reliable: bool,
    state: State,
}

#[derive(Debug)]
enum State {
    Trying(Pending),
    Proceeding(Pending),
    Completed { ends_at: Instant },
    Terminated,
}

#[derive(Debug)]
struct Pending {
    request: Bytes,
    /// Timer E; `None` on a reliable transport.
    resend_at: Option<Instant>,
    interval: Duration,
    /// Timer F.
    give_up_at: Instant,
}

impl Client {
    /// Sends the request for the first time.
    pub fn start(
        request: Bytes,
        reliable: bool,
        timers: Timers,
        now: Instant,
        out: &mut Vec<Effect>,
    ) -> Self {
        out.push(Effect::Send(request.clone()));
        let pending = Pending {
            request,
            resend_at: (!reliable).then(|| now + timers.t1),
            interval: timers.t1,
            give_up_at: now + timers.give_up(),
        };
        Self {
            timers,
            reliable,
            state: State::Trying(pending),
        }
    }

    /// Takes one step of figure 6.
    pub fn handle(&mut self, now: Instant, input: Input, out: &mut Vec<Effect>) {
        let state = std::mem::replace(&mut self.state, State::Terminated);
        self.state = match (state, input) {
            (State::Trying(pending) | State::Proceeding(pending), Input::Response(response)) => {
                let provisional = response.status().is_provisional();
                out.push(Effect::Deliver(response));
                if provisional {
                    State::Proceeding(pending)
                } else {
                    self.completed(now)
                }
            }
            (State::Trying(_) | State::Proceeding(_), Input::SendFailed) => {
                out.push(Effect::Failed(Failure::Transport));
                State::Terminated
            }
            (State::Trying(pending) | State::Proceeding(pending), Input::Timeout)
                if pending.give_up_at <= now =>
            {
                out.push(Effect::Failed(Failure::Timeout));
                State::Terminated
            }
            (State::Trying(mut pending), Input::Timeout) => {
                let interval = pending.interval * 2;
                pending.resend(now, interval.min(self.timers.t2), out);
                State::Trying(pending)
            }
            (State::Proceeding(mut pending), Input::Timeout) => {
                pending.resend(now, self.timers.t2, out);
                State::Proceeding(pending)
            }
            (State::Completed { ends_at }, Input::Timeout) if ends_at <= now => State::Terminated,
            (state, _) => state,
        };
    }

    /// When to call `handle` with `Input::Timeout`.
    pub fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Trying(pending) | State::Proceeding(pending) => Some(
                pending
                    .resend_at
                    .map_or(pending.give_up_at, |at| at.min(pending.give_up_at)),
            ),
            State::Completed { ends_at } => Some(*ends_at),
            State::Terminated => None,
        }
    }

    /// Nothing more can come of it.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Terminated)
    }

    fn completed(&self, now: Instant) -> State {
        if self.reliable {
            return State::Terminated;
        }
        State::Completed {
            ends_at: now + self.timers.linger(self.reliable),
        }
    }
}

impl Pending {
    fn resend(&mut self, now: Instant, interval: Duration, out: &mut Vec<Effect>) {
        if self.resend_at.is_some_and(|at| at <= now) {
            out.push(Effect::Send(self.request.clone()));
            self.interval = interval;
            self.resend_at = Some(now + interval);
        }
    }
}
