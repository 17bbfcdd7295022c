//! How much each source may ask: token buckets in a table of fixed size.
//!
//! The table forgets the source that was silent longest among the four that share its set; a flood from more sources
//! than it holds is bounded by the limits behind it. Nothing here allocates after the start.

use std::time::Instant;

use super::source::Source;

/// Sets of the table, a power of two; with [`WAYS`] sources each.
const SETS: usize = 4_096;
/// Sources of a set.
const WAYS: usize = 4;
/// Seconds' worth that may come at once.
const BURST_S: f32 = 10.0;
/// Requests beyond the burst that are answered 503 before silence, in seconds' worth.
const TOLD_S: f32 = 1.0;
/// Requests within dialogs for one outside.
const WITHIN_FACTOR: f32 = 4.0;

/// What a request counts against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    Register,
    Request,
    Within,
}

/// Whether a request is within the rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    Within,
    /// Above; it may be told so.
    Above,
    /// Far above.
    FarAbove,
}

/// How much each source may ask.
#[derive(Debug)]
pub(super) struct Rates {
    per_second: [f32; 3],
    seed: u64,
    slots: Vec<Slot>,
}

#[derive(Clone, Copy, Debug)]
struct Slot {
    source: Option<Source>,
    seen: Instant,
    /// What is left for each class, in requests.
    left: [f32; 3],
}

impl Rates {
    /// `seed` makes the sets unpredictable: nobody can choose addresses that push out others.
    pub(super) fn new(registers_per_second: u32, requests_per_second: u32, seed: u64, now: Instant) -> Self {
        let empty = Slot {
            source: None,
            seen: now,
            left: [0.0; 3],
        };
        let rate = |per_second: u32| f32::from(u16::try_from(per_second).unwrap_or(u16::MAX));
        let (registers, requests) = (rate(registers_per_second), rate(requests_per_second));
        Self {
            per_second: [registers, requests, requests * WITHIN_FACTOR],
            seed,
            slots: vec![empty; SETS * WAYS],
        }
    }

    /// Counts one request.
    pub(super) fn take(&mut self, now: Instant, source: Source, class: Class) -> Pace {
        let per_second = self.per_second;
        let slot = self.slot(now, source);
        let passed = now.saturating_duration_since(slot.seen).as_secs_f32();
        slot.seen = now;
        for (left, rate) in slot.left.iter_mut().zip(per_second) {
            *left = (*left + passed * rate).min(rate * BURST_S);
        }
        let index = class as usize;
        let (left, rate) = (&mut slot.left[index], per_second[index]);
        // It goes below zero while the peer is being told, so that a flood is told about a few only.
        if *left <= -rate * TOLD_S {
            return Pace::FarAbove;
        }
        *left -= 1.0;
        if *left >= 0.0 { Pace::Within } else { Pace::Above }
    }

    fn slot(&mut self, now: Instant, source: Source) -> &mut Slot {
        let start = self.set(source) * WAYS;
        let set = &mut self.slots[start..start + WAYS];
        let mut chosen = 0;
        for (index, slot) in set.iter().enumerate() {
            if slot.source == Some(source) {
                chosen = index;
                break;
            }
            let is_older = match (slot.source, set[chosen].source) {
                (None, Some(_)) => true,
                (Some(_), None) => false,
                _ => slot.seen < set[chosen].seen,
            };
            if is_older {
                chosen = index;
            }
        }
        let slot = &mut set[chosen];
        if slot.source != Some(source) {
            *slot = Slot {
                source: Some(source),
                seen: now,
                left: self.per_second.map(|rate| rate * BURST_S),
            };
        }
        slot
    }

    /// A multiplicative hash of the source and the seed.
    fn set(&self, source: Source) -> usize {
        const ODD: u64 = 0x9E37_79B9_7F4A_7C15;
        let bits = source.bits();
        let folded = (bits >> 64) as u64 ^ (bits as u64).rotate_left(32) ^ self.seed;
        let mixed = (folded ^ folded >> 29).wrapping_mul(ODD);
        let mixed = (mixed ^ mixed >> 32).wrapping_mul(self.seed | 1);
        (mixed >> 40) as usize & (SETS - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock;
    use std::time::Duration;

    fn source(number: u32) -> Source {
        Source::of(std::net::Ipv4Addr::from(number).into())
    }

    #[test]
    fn a_burst_passes_then_some_are_told_then_silence_until_time_passes() {
        let now = clock::now();
        let mut rates = Rates::new(5, 2, 7, now);
        let mut takes = |count: usize, at| -> Vec<Pace> {
            (0..count)
                .map(|_| rates.take(at, source(1), Class::Request))
                .collect()
        };
        assert!(takes(20, now).iter().all(|pace| *pace == Pace::Within));
        assert_eq!(
            takes(4, now),
            [Pace::Above, Pace::Above, Pace::FarAbove, Pace::FarAbove]
        );
        let later = now + Duration::from_secs(2);
        assert_eq!(takes(3, later), [Pace::Within, Pace::Within, Pace::Above]);
    }

    #[test]
    fn registers_and_other_requests_count_apart_and_so_do_sources() {
        let now = clock::now();
        let mut rates = Rates::new(1, 1, 7, now);
        while rates.take(now, source(1), Class::Request) == Pace::Within {}
        assert_eq!(rates.take(now, source(1), Class::Register), Pace::Within);
        assert_eq!(rates.take(now, source(1), Class::Within), Pace::Within);
        assert_eq!(rates.take(now, source(2), Class::Request), Pace::Within);
    }

    #[test]
    fn a_million_sources_take_no_more_memory_and_leave_the_busy_one_known() {
        let now = clock::now();
        let mut rates = Rates::new(1, 1, 0x1234_5678_9ABC, now);
        let slots = rates.slots.len();
        let busy = source(0);
        while rates.take(now, busy, Class::Request) != Pace::FarAbove {}
        let mut forgotten = 0;
        for number in 1..1_000_000 {
            let at = now + Duration::from_nanos(u64::from(number));
            rates.take(at, source(number), Class::Request);
            if number % 1_000 == 0 && rates.take(at, busy, Class::Request) == Pace::Within {
                forgotten += 1;
            }
        }
        assert_eq!(rates.slots.len(), slots);
        assert_eq!(forgotten, 0, "who asks often is remembered");
    }

    #[test]
    fn neighbouring_addresses_spread_over_the_sets() {
        let rates = Rates::new(1, 1, 0x1234_5678_9ABC, clock::now());
        let sets: std::collections::HashSet<usize> =
            (0..4_096).map(|number| rates.set(source(number))).collect();
        assert!(sets.len() > 2_000, "{} sets", sets.len());
    }
}
