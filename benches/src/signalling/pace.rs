//! When the next one is due.

use std::time::{Duration, Instant};

/// A number of things at a steady rate.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    began: Instant,
    per_second: f64,
    total: usize,
}

impl Pace {
    /// From now on.
    pub(super) fn new(per_second: f64, lasting: Duration) -> Self {
        Self {
            began: Instant::now(),
            per_second,
            // A rate and a time of a benchmark: small and positive.
            total: (per_second * lasting.as_secs_f64()) as usize,
        }
    }

    /// How many there will be.
    pub(super) fn total(&self) -> usize {
        self.total
    }

    /// How many are due by now.
    pub(super) fn due(&self) -> usize {
        ((self.began.elapsed().as_secs_f64() * self.per_second) as usize + 1).min(self.total)
    }

    /// When the one of this number is due.
    pub(super) fn at(&self, number: usize) -> Instant {
        self.began + Duration::from_secs_f64(number as f64 / self.per_second)
    }

    /// When the last one was due.
    pub(super) fn end(&self) -> Instant {
        self.at(self.total)
    }
}
