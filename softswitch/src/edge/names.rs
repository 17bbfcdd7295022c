//! Users whose passwords are being guessed: attempts from addresses that are new to them are slowed down.
//!
//! A user is never locked out. Where the user has been before, nothing changes; elsewhere each address has its first
//! attempt judged, and after that one each [`BETWEEN`]: the right password is accepted at the first attempt.

use std::time::{Duration, Instant};

use super::bounded::Bounded;
use super::score::Score;
use super::source::Source;
use super::standing::Name;

/// Wrong passwords from new addresses, faded, at which a user counts as attacked.
const ATTACKED_FROM: f64 = 20.0;
const HALF_LIFE: Duration = Duration::from_secs(1_800);
/// Between two attempts from one new address.
const BETWEEN: Duration = Duration::from_secs(30);
/// Users with wrong passwords that are remembered at most; when they are as many, the less attacked half is forgotten.
const NAMES_MAX: usize = 16_384;
/// Attempts that are remembered at most; when they are as many, the older half may try again.
const ATTEMPTS_MAX: usize = 65_536;

/// Users whose passwords are being guessed.
#[derive(Debug)]
pub(super) struct Names {
    scores: Bounded<Name, Score>,
    attempts: Bounded<(Source, Name), Instant>,
    /// Until when one of them may be attacked; nothing need be looked up after that.
    guarded_until: Option<Instant>,
}

impl Default for Names {
    fn default() -> Self {
        Self {
            scores: Bounded::new(NAMES_MAX),
            attempts: Bounded::new(ATTEMPTS_MAX),
            guarded_until: None,
        }
    }
}

impl Names {
    /// A wrong password from an address that is new to the user.
    pub(super) fn guessed(&mut self, now: Instant, source: Source, name: Name) {
        let rank = |score: &Score| score.rank(now, HALF_LIFE);
        let score = self.scores.entry(name, rank, || Score::new(now));
        if score.add(now, HALF_LIFE, 1.0) >= ATTACKED_FROM {
            // In that time even a million guesses fade below the threshold.
            self.guarded_until = Some(now + HALF_LIFE * 16);
        }
        self.note(now, source, name);
    }

    /// Whether any user is attacked, so that it is worth knowing whom a request names.
    pub(super) fn are_attacked(&self, now: Instant) -> bool {
        self.guarded_until.is_some_and(|at| now < at)
    }

    /// Whether the password in an attempt from an address that is new to the user is looked at.
    pub(super) fn may_try(&mut self, now: Instant, source: Source, name: Name) -> bool {
        let score = self.scores.find(&name).map(|score| score.weight(now, HALF_LIFE));
        if score.is_none_or(|weight| weight < ATTACKED_FROM) {
            return true;
        }
        let is_recent = |at: &Instant| now.saturating_duration_since(*at) < BETWEEN;
        if self.attempts.find(&(source, name)).is_some_and(is_recent) {
            return false;
        }
        self.note(now, source, name);
        true
    }

    fn note(&mut self, now: Instant, source: Source, name: Name) {
        *self.attempts.entry((source, name), |at| *at, || now) = now;
    }
}
