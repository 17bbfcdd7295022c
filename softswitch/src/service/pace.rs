//! How many may begin in a second.

use std::time::{Duration, Instant};

/// At most so many takes in any one second (a token bucket that holds one second's worth).
#[derive(Debug)]
pub struct Pace {
    per_second: u32,
    /// What is left, in takes.
    left: f64,
    refilled: Instant,
}

impl Pace {
    /// A full bucket.
    #[must_use]
    pub fn new(per_second: u32, now: Instant) -> Self {
        Self {
            per_second,
            left: f64::from(per_second),
            refilled: now,
        }
    }

    /// Whether one more may begin now.
    pub fn take(&mut self, now: Instant) -> bool {
        let passed = now
            .saturating_duration_since(self.refilled)
            .min(Duration::from_secs(1));
        let full = f64::from(self.per_second);
        self.left = (self.left + passed.as_secs_f64() * full).min(full);
        self.refilled = now;
        if self.left < 1.0 {
            return false;
        }
        self.left -= 1.0;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn a_pace_lets_one_second_of_calls_begin_at_once_and_no_more() {
        let now = clock::now();
        let mut pace = Pace::new(3, now);
        assert!((0..3).all(|_| pace.take(now)));
        assert!(!pace.take(now));
    }

    #[test]
    fn a_pace_recovers_with_time_but_saves_nothing_up() {
        let now = clock::now();
        let mut pace = Pace::new(2, now);
        assert!(pace.take(now) && pace.take(now));
        assert!(!pace.take(now + Duration::from_millis(400)));
        assert!(pace.take(now + Duration::from_millis(500)));
        let much_later = now + Duration::from_secs(60);
        assert_eq!((0..10).filter(|_| pace.take(much_later)).count(), 2);
    }
}
