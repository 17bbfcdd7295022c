//! Asking a server whether it is there (OPTIONS, RFC 3261 §11), as a machine.

use std::time::{Duration, Instant};

use config::Probe as Settings;
use sip_stack::message::StatusCode;
use sip_stack::tokens::{Branch, Tokens};

/// How soon the first question comes, at most: not all at once.
const FIRST_WITHIN: Duration = Duration::from_secs(2);

/// The questions to one server.
#[derive(Debug)]
pub(super) struct Probe {
    settings: Settings,
    state: State,
}

#[derive(Clone, Copy, Debug)]
enum State {
    Resting { until: Instant },
    Asking { branch: Branch, until: Instant },
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Next {
    /// Nothing.
    Nothing,
    /// Send an OPTIONS with this branch.
    Ask(Branch),
    /// The server is there, or not.
    Found {
        /// It answered like one that takes calls.
        alive: bool,
    },
}

impl Probe {
    pub(super) fn new(settings: Settings, now: Instant, tokens: &mut Tokens) -> Self {
        let until = now + tokens.wait(Duration::ZERO, FIRST_WITHIN);
        Self {
            settings,
            state: State::Resting { until },
        }
    }

    pub(super) fn deadline(&self) -> Instant {
        match self.state {
            State::Resting { until } | State::Asking { until, .. } => until,
        }
    }

    pub(super) fn timeout(&mut self, now: Instant, tokens: &mut Tokens) -> Next {
        if self.deadline() > now {
            return Next::Nothing;
        }
        match self.state {
            State::Resting { .. } => {
                let branch = tokens.branch();
                let until = now + self.settings.timeout;
                self.state = State::Asking { branch, until };
                Next::Ask(branch)
            }
            State::Asking { .. } => self.found(now, false),
        }
    }

    /// A response, or `None` for a request that failed. Any answer shows life but 408, 503 and 504: even one that
    /// refuses OPTIONS.
    pub(super) fn heard(&mut self, now: Instant, of: Branch, status: Option<StatusCode>) -> Next {
        match self.state {
            State::Asking { branch, .. } if branch == of => {
                let alive = status.is_some_and(|status| !matches!(status.code(), 408 | 503 | 504));
                self.found(now, alive)
            }
            _ => Next::Nothing,
        }
    }

    fn found(&mut self, now: Instant, alive: bool) -> Next {
        self.state = State::Resting {
            until: now + self.settings.every,
        };
        Next::Found { alive }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    fn probe() -> (Probe, Instant, Tokens) {
        let (now, mut tokens) = (clock::now(), Tokens::from_seed([4; 32]));
        let probe = Probe::new(Settings::default(), now, &mut tokens);
        let due = probe.deadline();
        assert!(due <= now + FIRST_WITHIN);
        (probe, due, tokens)
    }

    fn asked(probe: &mut Probe, now: Instant, tokens: &mut Tokens) -> Branch {
        match probe.timeout(now, tokens) {
            Next::Ask(branch) => branch,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn any_answer_shows_life_but_those_of_a_server_that_takes_no_calls() {
        for (status, alive) in [(200, true), (405, true), (404, true), (503, false), (408, false)] {
            let (mut probe, now, mut tokens) = probe();
            let branch = asked(&mut probe, now, &mut tokens);
            assert_eq!(
                probe.heard(now, branch, StatusCode::new(status)),
                Next::Found { alive },
                "{status}"
            );
            assert_eq!(probe.deadline(), now + Settings::default().every);
        }
    }

    #[test]
    fn silence_is_no_answer_and_a_late_one_is_passed_over() {
        let (mut probe, now, mut tokens) = probe();
        let branch = asked(&mut probe, now, &mut tokens);
        let late = now + Settings::default().timeout;
        assert_eq!(probe.timeout(late, &mut tokens), Next::Found { alive: false });
        assert_eq!(probe.heard(late, branch, StatusCode::new(200)), Next::Nothing);
    }
}
