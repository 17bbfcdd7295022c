//! INVITE client transaction (RFC 3261 §17.1.1 with RFC 6026 §7.2's Accepted state).

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::message::{Request, Response};
use crate::transaction::ack::failure_ack;
use crate::transaction::uac::{Effect, Input};
use crate::transaction::{Failure, Timers};

/// One INVITE of ours. It acknowledges failures itself; a 2xx is acknowledged by the user agent.
#[derive(Debug)]
pub struct InviteClient {
    request: Request,
    timers: Timers,
    reliable: bool,
    state: State,
}

#[derive(Debug)]
enum State {
    Calling {
        bytes: Bytes,
        resend_at: Option<Instant>,
        interval: Duration,
        give_up_at: Instant,
    },
    Proceeding {
        give_up_at: Option<Instant>,
    },
    Completed {
        ack: Bytes,
        ends_at: Instant,
    },
    Accepted {
        ends_at: Instant,
    },
    Terminated,
}

impl InviteClient {
    /// Sends the INVITE for the first time; its top Via must already be ours.
    pub fn start(
        request: Request,
        reliable: bool,
        timers: Timers,
        now: Instant,
        out: &mut Vec<Effect>,
    ) -> Self {
        let bytes = request.to_bytes();
        out.push(Effect::Send(bytes.clone()));
        let state = State::Calling {
            bytes,
            resend_at: (!reliable).then(|| now + timers.t1),
            interval: timers.t1,
            give_up_at: now + timers.give_up(),
        };
        Self {
            request,
            timers,
            reliable,
            state,
        }
    }

    /// Takes one step of figure 5 (and RFC 6026 figure 2).
    pub fn handle(&mut self, now: Instant, input: Input, out: &mut Vec<Effect>) {
        let state = std::mem::replace(&mut self.state, State::Terminated);
        self.state = match (state, input) {
            (State::Calling { .. }, Input::Response(response)) => self.answered(now, None, response, out),
            (State::Proceeding { give_up_at }, Input::Response(response)) => {
                self.answered(now, give_up_at, response, out)
            }
            (
                State::Calling {
                    bytes,
                    resend_at,
                    interval,
                    give_up_at,
                },
                Input::Timeout,
            ) => {
                if give_up_at <= now {
                    out.push(Effect::Failed(Failure::Timeout));
                    State::Terminated
                } else if resend_at.is_some_and(|at| at <= now) {
                    out.push(Effect::Send(bytes.clone()));
                    let interval = interval * 2;
                    State::Calling {
                        bytes,
                        resend_at: Some(now + interval),
                        interval,
                        give_up_at,
                    }
                } else {
                    State::Calling {
                        bytes,
                        resend_at,
                        interval,
                        give_up_at,
                    }
                }
            }
            (State::Calling { .. }, Input::SendFailed) => {
                out.push(Effect::Failed(Failure::Transport));
                State::Terminated
            }
            (State::Proceeding { give_up_at: None }, Input::Cancelled) => State::Proceeding {
                give_up_at: Some(now + self.timers.give_up()),
            },
            (State::Proceeding { give_up_at: Some(at) }, Input::Timeout) if at <= now => {
                out.push(Effect::Failed(Failure::Timeout));
                State::Terminated
            }
            (State::Completed { ack, ends_at }, Input::Response(response)) => {
                if !response.status().is_provisional() && !response.status().is_success() {
                    out.push(Effect::Send(ack.clone()));
                }
                State::Completed { ack, ends_at }
            }
            (State::Accepted { ends_at }, Input::Response(response)) => {
                if response.status().is_success() {
                    out.push(Effect::Deliver(response));
                }
                State::Accepted { ends_at }
            }
            (State::Completed { ends_at, .. } | State::Accepted { ends_at }, Input::Timeout)
                if ends_at <= now =>
            {
                State::Terminated
            }
            (state, _) => state,
        };
    }

    /// When to call `handle` with `Input::Timeout`.
    pub fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Calling {
                resend_at,
                give_up_at,
                ..
            } => Some(resend_at.map_or(*give_up_at, |at| at.min(*give_up_at))),
            State::Proceeding { give_up_at } => *give_up_at,
            State::Completed { ends_at, .. } | State::Accepted { ends_at } => Some(*ends_at),
            State::Terminated => None,
        }
    }

    /// Nothing more can come of it.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Terminated)
    }

    /// The INVITE as it was sent, from which a CANCEL is made (§9.1).
    pub fn request(&self) -> &Request {
        &self.request
    }

    /// Whether no final response has come yet, so that a CANCEL can still have an effect (§9.1).
    pub fn is_pending(&self) -> bool {
        matches!(self.state, State::Calling { .. } | State::Proceeding { .. })
    }

    fn answered(
        &self,
        now: Instant,
        give_up_at: Option<Instant>,
        response: Response,
        out: &mut Vec<Effect>,
    ) -> State {
        let status = response.status();
        if status.is_provisional() {
            out.push(Effect::Deliver(response));
            return State::Proceeding { give_up_at };
        }
        if status.is_success() {
            out.push(Effect::Deliver(response));
            return State::Accepted {
                ends_at: now + self.timers.give_up(),
            };
        }
        let ack = failure_ack(&self.request, &response).to_bytes();
        out.push(Effect::Send(ack.clone()));
        out.push(Effect::Deliver(response));
        if self.reliable {
            return State::Terminated;
        }
        State::Completed {
            ack,
            ends_at: now + self.timers.absorb_failures(self.reliable),
        }
    }
}
