//! Whether a server is up: not shaken by one lost answer, not fooled by one found again.

use std::time::{Duration, Instant};

/// Failures in a row that make a server count as down.
const FAILURES: u8 = 2;
/// Answers in a row that make it count as up again.
const ANSWERS: u8 = 2;
/// The longest that a Retry-After keeps calls away.
const AVOID_MAX: Duration = Duration::from_secs(600);

/// A server's health.
#[derive(Clone, Copy, Debug)]
pub(super) struct Health {
    up: bool,
    /// Against the present opinion, in a row.
    against: u8,
    avoid_until: Option<Instant>,
}

impl Default for Health {
    fn default() -> Self {
        Self {
            up: true,
            against: 0,
            avoid_until: None,
        }
    }
}

impl Health {
    /// It answered (`alive`) or did not. `true`: the opinion has changed.
    pub(super) fn note(&mut self, alive: bool) -> bool {
        if alive == self.up {
            self.against = 0;
            return false;
        }
        self.against += 1;
        let changed = self.against >= if self.up { FAILURES } else { ANSWERS };
        if changed {
            (self.up, self.against) = (alive, 0);
        }
        changed
    }

    /// It wants to be left alone for a while.
    pub(super) fn avoid(&mut self, now: Instant, wait: Duration) {
        self.avoid_until = Some(now + wait.min(AVOID_MAX));
    }

    pub(super) fn is_up(&self) -> bool {
        self.up
    }

    /// Up, and not to be left alone.
    pub(super) fn is_ready(&self, now: Instant) -> bool {
        self.up && self.avoid_until.is_none_or(|until| until <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;

    #[test]
    fn two_failures_in_a_row_make_it_down_and_two_answers_up() {
        let mut health = Health::default();
        let seen = [false, true, false, false, true, false, true, true].map(|alive| {
            health.note(alive);
            health.is_up()
        });
        assert_eq!(seen, [true, true, true, false, false, false, false, true]);
    }

    #[test]
    fn a_server_that_asks_to_be_left_alone_is_but_not_for_ever() {
        let now = clock::now();
        let mut health = Health::default();
        health.avoid(now, Duration::from_secs(30));
        assert!(!health.is_ready(now) && health.is_up());
        assert!(health.is_ready(now + Duration::from_secs(30)));
        health.avoid(now, Duration::from_secs(1_000_000));
        assert!(health.is_ready(now + AVOID_MAX));
    }
}
