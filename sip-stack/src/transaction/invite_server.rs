//! INVITE server transaction (RFC 3261 §17.2.1 with RFC 6026 §7.1's Accepted state).

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::message::{Request, Response, StatusCode};
use crate::transaction::Timers;
use crate::transaction::uas::{Effect, Input};

/// One INVITE of a peer. It repeats failures until they are acknowledged; a 2xx is repeated by the user agent.
#[derive(Debug)]
pub struct InviteServer {
    timers: Timers,
    reliable: bool,
    state: State,
}

#[derive(Debug)]
enum State {
    /// Nothing was said yet; at that time we say 100.
    Silent {
        trying: Response,
        trying_at: Instant,
    },
    Proceeding {
        last: Bytes,
    },
    Completed {
        last: Bytes,
        resend_at: Option<Instant>,
        interval: Duration,
        give_up_at: Instant,
    },
    Confirmed {
        ends_at: Instant,
    },
    Accepted {
        ends_at: Instant,
    },
    Terminated,
}

impl InviteServer {
    /// An INVITE arrived for the first time.
    pub fn start(request: &Request, reliable: bool, timers: Timers, now: Instant) -> Self {
        let trying = Response::for_request(request, StatusCode::TRYING);
        Self {
            timers,
            reliable,
            state: State::Silent {
                trying,
                trying_at: now + timers.trying,
            },
        }
    }

    /// Whether nothing was answered yet, not even 100.
    pub fn is_silent(&self) -> bool {
        matches!(self.state, State::Silent { .. })
    }

    /// Takes one step of figure 7 (and RFC 6026 figure 1).
    pub fn handle(&mut self, now: Instant, input: Input, out: &mut Vec<Effect>) {
        let state = std::mem::replace(&mut self.state, State::Terminated);
        self.state = match (state, input) {
            (State::Silent { .. } | State::Proceeding { .. }, Input::Respond(response)) => {
                self.answer(now, &response, out)
            }
            (State::Silent { trying, .. }, Input::Request) => self.answer(now, &trying, out),
            (State::Silent { trying, trying_at }, Input::Timeout) if trying_at <= now => {
                self.answer(now, &trying, out)
            }
            (State::Proceeding { last }, Input::Request) => {
                out.push(Effect::Send(last.clone()));
                State::Proceeding { last }
            }
            (
                State::Completed {
                    last,
                    resend_at,
                    interval,
                    give_up_at,
                },
                Input::Request,
            ) => {
                out.push(Effect::Send(last.clone()));
                State::Completed {
                    last,
                    resend_at,
                    interval,
                    give_up_at,
                }
            }
            (State::Completed { .. }, Input::Ack) if self.reliable => State::Terminated,
            (State::Completed { .. }, Input::Ack) => State::Confirmed {
                ends_at: now + self.timers.linger(self.reliable),
            },
            (
                State::Completed {
                    last,
                    resend_at,
                    interval,
                    give_up_at,
                },
                Input::Timeout,
            ) => self.repeat(now, (last, resend_at, interval, give_up_at), out),
            (State::Accepted { ends_at }, Input::Respond(response)) => {
                if response.status().is_success() {
                    out.push(Effect::Send(response.to_bytes()));
                }
                State::Accepted { ends_at }
            }
            (State::Accepted { ends_at }, Input::Ack) => {
                out.push(Effect::Acknowledged);
                State::Accepted { ends_at }
            }
            (State::Confirmed { ends_at } | State::Accepted { ends_at }, Input::Timeout)
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
            State::Silent { trying_at, .. } => Some(*trying_at),
            State::Completed {
                resend_at,
                give_up_at,
                ..
            } => Some(resend_at.map_or(*give_up_at, |at| at.min(*give_up_at))),
            State::Confirmed { ends_at } | State::Accepted { ends_at } => Some(*ends_at),
            State::Proceeding { .. } | State::Terminated => None,
        }
    }

    /// Nothing more can come of it.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Terminated)
    }

    /// Whether no final response was sent yet, so that a CANCEL has an effect (§9.2).
    pub fn is_pending(&self) -> bool {
        matches!(self.state, State::Silent { .. } | State::Proceeding { .. })
    }

    fn answer(&self, now: Instant, response: &Response, out: &mut Vec<Effect>) -> State {
        let last = response.to_bytes();
        out.push(Effect::Send(last.clone()));
        let status = response.status();
        if status.is_provisional() {
            State::Proceeding { last }
        } else if status.is_success() {
            State::Accepted {
                ends_at: now + self.timers.give_up(),
            }
        } else {
            State::Completed {
                last,
                resend_at: (!self.reliable).then(|| now + self.timers.t1),
                interval: self.timers.t1,
                give_up_at: now + self.timers.give_up(),
            }
        }
    }

    /// Timers G and H.
    fn repeat(
        &self,
        now: Instant,
        (last, resend_at, interval, give_up_at): (Bytes, Option<Instant>, Duration, Instant),
        out: &mut Vec<Effect>,
    ) -> State {
        if give_up_at <= now {
            out.push(Effect::Unacknowledged);
            return State::Terminated;
        }
        if resend_at.is_none_or(|at| now < at) {
            return State::Completed {
                last,
                resend_at,
                interval,
                give_up_at,
            };
        }
        out.push(Effect::Send(last.clone()));
        let interval = (interval * 2).min(self.timers.t2);
        State::Completed {
            last,
            resend_at: Some(now + interval),
            interval,
            give_up_at,
        }
    }
}
