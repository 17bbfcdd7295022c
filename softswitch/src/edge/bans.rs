//! The bans in force, and those that make the next one longer.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::rules::BanRules;
use super::source::Source;

/// Bans at most; when they are as many, a further source is not banned: rates and digest still hold it.
const BANS_MAX: usize = 16_384;
/// Those that are over make room, looked for no more often than this.
const SWEEP_EVERY: Duration = Duration::from_secs(60);
/// How long after its end a ban still makes the next one longer.
const REMEMBERED_FOR: Duration = Duration::from_secs(7 * 24 * 3_600);

/// One source's ban.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Whose.
    pub source: Source,
    /// Why: an offence's name, or `by-hand`.
    pub reason: String,
    /// How often this source has been banned in a row.
    pub times: u32,
    /// When it began.
    pub since: Instant,
    /// When it ends.
    pub until: Instant,
}

impl Sentence {
    /// When it no longer makes the next one longer.
    #[must_use]
    pub fn forget_at(&self) -> Instant {
        self.until + REMEMBERED_FOR
    }
}

/// All bans by source.
#[derive(Debug, Default)]
pub(super) struct Bans {
    by_source: HashMap<Source, Sentence>,
    swept: Option<Instant>,
}

impl Bans {
    /// Whether nothing is taken from this source.
    pub(super) fn holds(&self, now: Instant, source: Source) -> bool {
        // The usual case costs no hash.
        !self.by_source.is_empty()
            && self
                .by_source
                .get(&source)
                .is_some_and(|sentence| now < sentence.until)
    }

    /// Those in force.
    pub(super) fn in_force(&self, now: Instant) -> Vec<Sentence> {
        let mut all: Vec<_> = self
            .by_source
            .values()
            .filter(|sentence| now < sentence.until)
            .cloned()
            .collect();
        all.sort_by_key(|sentence| (sentence.since, sentence.source));
        all
    }

    /// Puts one in place of what its source had; whether there was room.
    pub(super) fn put(&mut self, now: Instant, sentence: Sentence) -> bool {
        if self.by_source.len() >= BANS_MAX && !self.by_source.contains_key(&sentence.source) {
            let is_due = |at: Instant| now.saturating_duration_since(at) >= SWEEP_EVERY;
            if !self.swept.is_none_or(is_due) {
                return false;
            }
            self.swept = Some(now);
            self.by_source.retain(|_, old| now < old.until);
            if self.by_source.len() >= BANS_MAX {
                return false;
            }
        }
        self.by_source.insert(sentence.source, sentence);
        true
    }

    /// The next ban of a source: twice as long as the one before.
    pub(super) fn next(&self, now: Instant, source: Source, reason: &str, rules: &BanRules) -> Sentence {
        let before = self.by_source.get(&source);
        let times = before
            .filter(|old| now < old.forget_at())
            .map_or(1, |old| old.times.saturating_add(1));
        let doubled = rules.first.saturating_mul(1 << (times - 1).min(16));
        Sentence {
            source,
            reason: reason.to_owned(),
            times,
            since: now,
            until: now + doubled.min(rules.longest),
        }
    }

    /// Ends a source's ban, and forgets it.
    pub(super) fn lift(&mut self, now: Instant, source: Source) -> bool {
        self.by_source
            .remove(&source)
            .is_some_and(|sentence| now < sentence.until)
    }
}
