//! What is remembered of a source that did something wrong.

use std::time::{Duration, Instant};

use super::score::Score;
use super::standing::Name;

/// Names with wrong passwords that a household may have; whoever tries more is looking for users.
const NAMES_MAX: usize = 3;

/// How much a source did wrong, and whose passwords it tried last.
#[derive(Debug)]
pub(super) struct Offender {
    score: Score,
    names: [Option<Name>; NAMES_MAX],
    /// Where the next name goes.
    next: usize,
    /// Whether names have been forgotten to make room.
    is_full: bool,
}

impl Offender {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            score: Score::new(now),
            names: [None; NAMES_MAX],
            next: 0,
            is_full: false,
        }
    }

    /// Notes whose password was tried. Whether that is one name too many.
    pub(super) fn tried(&mut self, name: Name) -> bool {
        if self.names.contains(&Some(name)) {
            return false;
        }
        let too_many = self.is_full;
        self.names[self.next] = Some(name);
        self.next = (self.next + 1) % NAMES_MAX;
        self.is_full |= self.next == 0;
        too_many
    }

    pub(super) fn rank(&self, now: Instant, half_life: Duration) -> u64 {
        self.score.rank(now, half_life)
    }

    pub(super) fn add(&mut self, now: Instant, half_life: Duration, weight: f64) -> f64 {
        self.score.add(now, half_life, weight)
    }
}
