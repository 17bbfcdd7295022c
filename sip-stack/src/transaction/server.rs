//! Non-INVITE server transaction (RFC 3261 §17.2.2, figure 8; RFC 4320 §4.2).

use std::time::Instant;

use bytes::Bytes;

use crate::transaction::Timers;
use crate::transaction::uas::{Effect, Input};

/// One non-INVITE request of a peer, until its answer cannot be asked for again.
#[derive(Debug)]
pub struct Server {
    timers: Timers,
    reliable: bool,
    state: State,
}

#[derive(Debug)]
enum State {
    /// The client gives up at that time too, so a later answer is worth nothing (RFC 4320 §4.2).
    Trying {
        expires_at: Instant,
    },
    Proceeding {
        expires_at: Instant,
        last: Bytes,
    },
    Completed {
        last: Bytes,
        ends_at: Instant,
    },
    Terminated,
}

impl Server {
    /// A request arrived for the first time.
    pub fn start(reliable: bool, timers: Timers, now: Instant) -> Self {
        Self {
            timers,
            reliable,
            state: State::Trying {
                expires_at: now + timers.give_up(),
            },
        }
    }

    /// Whether nothing was answered yet.
    pub fn is_silent(&self) -> bool {
        matches!(self.state, State::Trying { .. })
    }

    /// Takes one step of figure 8.
    pub fn handle(&mut self, now: Instant, input: Input, out: &mut Vec<Effect>) {
        let state = std::mem::replace(&mut self.state, State::Terminated);
        self.state = match (state, input) {
            (
                State::Trying { expires_at } | State::Proceeding { expires_at, .. },
                Input::Respond(response),
            ) => {
                let last = response.to_bytes();
                out.push(Effect::Send(last.clone()));
                if response.status().is_provisional() {
                    State::Proceeding { expires_at, last }
                } else if self.reliable {
                    State::Terminated
                } else {
                    State::Completed {
                        last,
                        ends_at: now + self.timers.give_up(),
                    }
                }
            }
            (State::Proceeding { expires_at, last }, Input::Request) => {
                out.push(Effect::Send(last.clone()));
                State::Proceeding { expires_at, last }
            }
            (State::Completed { last, ends_at }, Input::Request) => {
                out.push(Effect::Send(last.clone()));
                State::Completed { last, ends_at }
            }
            (State::Trying { expires_at } | State::Proceeding { expires_at, .. }, Input::Timeout)
                if expires_at <= now =>
            {
                State::Terminated
            }
            (State::Completed { ends_at, .. }, Input::Timeout) if ends_at <= now => State::Terminated,
            (state, _) => state,
        };
    }

    /// When to call `handle` with `Input::Timeout`.
    pub fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Trying { expires_at } | State::Proceeding { expires_at, .. } => Some(*expires_at),
            State::Completed { ends_at, .. } => Some(*ends_at),
            State::Terminated => None,
        }
    }

    /// Nothing more can come of it.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Terminated)
    }
}
