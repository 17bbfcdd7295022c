//! A weight that fades: half of it is gone after each half-life.

use std::time::{Duration, Instant};

/// A sum of weights that fades with time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Score {
    weight: f64,
    at: Instant,
}

impl Score {
    pub(super) fn new(now: Instant) -> Self {
        Self { weight: 0.0, at: now }
    }

    /// What is left of it.
    pub(super) fn weight(&self, now: Instant, half_life: Duration) -> f64 {
        let passed = now.saturating_duration_since(self.at);
        self.weight * (-passed.as_secs_f64() / half_life.as_secs_f64()).exp2()
    }

    /// The same in thousandths, to compare.
    pub(super) fn rank(&self, now: Instant, half_life: Duration) -> u64 {
        (self.weight(now, half_life) * 1_000.0) as u64
    }

    pub(super) fn add(&mut self, now: Instant, half_life: Duration, weight: f64) -> f64 {
        self.weight = self.weight(now, half_life) + weight;
        self.at = now;
        self.weight
    }
}
