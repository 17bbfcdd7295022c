//! The way through a group: who has been rung, and who is next.

use std::collections::VecDeque;
use std::sync::Arc;

use super::group::Group;
use super::strategy::Strategy;
use super::turn::Turn;
use crate::op::{Cause, MediaPath, Op};
use crate::outcome::Outcome;

/// A group that is being rung.
#[derive(Clone, Debug)]
pub(crate) struct Hunt {
    group: Arc<Group>,
    /// Places of those who have not been rung.
    left: VecDeque<usize>,
    /// What came of it so far; `None`: nobody has been rung, as all are busy.
    outcome: Option<Outcome>,
}

impl Hunt {
    /// Nobody has been rung yet.
    pub(crate) fn of(group: Arc<Group>, turn: Turn) -> Self {
        let rounds = if group.strategy == Strategy::All {
            1
        } else {
            group.rounds
        };
        let left = (0..rounds).flat_map(|_| turn.places()).collect();
        Self {
            group,
            left,
            outcome: None,
        }
    }

    /// How it went with those who were rung: what is worth most to the caller stands.
    pub(crate) fn note(&mut self, outcome: Outcome) {
        if self.outcome.is_none_or(|before| worth(outcome) > worth(before)) {
            self.outcome = Some(outcome);
        }
    }

    /// Those who are rung next; `None`: everybody has been.
    pub(crate) fn next(&mut self) -> Option<Op> {
        let members = &self.group.members;
        if self.group.strategy == Strategy::All {
            let all = self.left.drain(..).filter_map(|place| members.get(place));
            let extensions: Vec<_> = all.map(|member| member.extension.clone()).collect();
            return (!extensions.is_empty()).then_some(Op::Ring {
                extensions,
                timeout: self.group.timeout,
                media: MediaPath::Relay,
            });
        }
        let member = self.left.pop_front().and_then(|place| members.get(place))?;
        Some(Op::Ring {
            extensions: vec![member.extension.clone()],
            timeout: self.group.time_of(member),
            media: MediaPath::Relay,
        })
    }

    /// Why the call ends if nothing comes after.
    pub(crate) fn cause(&self) -> Cause {
        self.outcome.unwrap_or(Outcome::Busy).cause()
    }
}

/// That somebody was rung tells more than that somebody is busy, and that more than that nobody is there.
const fn worth(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NoAnswer => 4,
        Outcome::Rejected => 3,
        Outcome::Busy => 2,
        Outcome::Failed => 1,
        _ => 0,
    }
}
