//! Who has shown a right password, and from where.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, Instant};

use super::bounded::Bounded;
use super::source::Source;

/// Pairs of a source and a user that are remembered at most; when they are as many, the older half is forgotten.
const PAIRS_MAX: usize = 131_072;
/// Sources that are remembered at most.
const SOURCES_MAX: usize = 65_536;
/// How long a source is in good standing after a right password; phones renew theirs within an hour.
const GOOD_FOR: Duration = Duration::from_secs(2 * 3_600);
/// How long a user is at home at a source.
const AT_HOME_FOR: Duration = Duration::from_secs(30 * 24 * 3_600);

/// A user's name, as a number that means nothing outside this process.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Name(u64);

/// Who has shown a right password, and from where.
#[derive(Debug)]
pub(super) struct Standing {
    hasher: RandomState,
    sources: Bounded<Source, Instant>,
    pairs: Bounded<(Source, Name), Instant>,
}

impl Default for Standing {
    fn default() -> Self {
        Self {
            hasher: RandomState::new(),
            sources: Bounded::new(SOURCES_MAX),
            pairs: Bounded::new(PAIRS_MAX),
        }
    }
}

impl Standing {
    pub(super) fn name(&self, user: &str) -> Name {
        Name(self.hasher.hash_one(user))
    }

    /// A user has shown the right password from here.
    pub(super) fn prove(&mut self, now: Instant, source: Source, name: Name) {
        *self.sources.entry(source, |at| *at, || now) = now;
        *self.pairs.entry((source, name), |at| *at, || now) = now;
    }

    /// Whether somebody has shown a right password from here lately.
    pub(super) fn is_good(&self, now: Instant, source: Source) -> bool {
        is_within(self.sources.find(&source), now, GOOD_FOR)
    }

    /// Whether this user has shown the right password from here before.
    pub(super) fn is_at_home(&self, now: Instant, source: Source, name: Name) -> bool {
        is_within(self.pairs.find(&(source, name)), now, AT_HOME_FOR)
    }
}

fn is_within(at: Option<&Instant>, now: Instant, span: Duration) -> bool {
    at.is_some_and(|at| now.saturating_duration_since(*at) < span)
}
