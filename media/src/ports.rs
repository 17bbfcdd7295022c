//! The RTP port range, in pairs: RTP on the even port, RTCP on the next (RFC 3550 §11).
//!
//! Without a lock: a pair is taken on the control plane and given back by the media thread that closed it.

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

/// The pairs of a range.
#[derive(Debug)]
pub(crate) struct PortPool {
    first: u16,
    pairs: usize,
    /// A bit for each pair that is taken.
    taken: Box<[AtomicU64]>,
    /// Where to look next: a pair that was given back rests as long as possible, as late packets of its last call
    /// may still come.
    next: AtomicUsize,
}

/// A pair of ports, given back when this is dropped.
#[derive(Debug)]
pub(crate) struct PortLease {
    pool: Arc<PortPool>,
    pair: usize,
}

const WORD: usize = u64::BITS as usize;

impl PortPool {
    /// `start` (random) says where to look first. `None`: the range has no pair.
    pub(crate) fn new(range: &RangeInclusive<u16>, start: usize) -> Option<Self> {
        let first = range
            .start()
            .checked_next_multiple_of(2)
            .filter(|first| *first > 0)?;
        let ports = usize::from(*range.end()).checked_sub(usize::from(first))? + 1;
        let pairs = ports / 2;
        if pairs == 0 {
            return None;
        }
        Some(Self {
            first,
            pairs,
            taken: (0..pairs.div_ceil(WORD)).map(|_| AtomicU64::new(0)).collect(),
            next: AtomicUsize::new(start % pairs),
        })
    }

    /// How many pairs the range has.
    pub(crate) fn pairs(&self) -> usize {
        self.pairs
    }

    /// How many pairs are taken.
    pub(crate) fn taken(&self) -> usize {
        let words = self
            .taken
            .iter()
            .map(|word| word.load(Ordering::Relaxed).count_ones() as usize);
        words.sum()
    }

    /// Takes the next free pair; `None`: there is none.
    pub(crate) fn take(self: &Arc<Self>) -> Option<PortLease> {
        let start = self.next.load(Ordering::Relaxed);
        let pair = (start..start + self.pairs)
            .map(|pair| pair % self.pairs)
            .find(|pair| self.claim(*pair))?;
        self.next.store((pair + 1) % self.pairs, Ordering::Relaxed);
        Some(PortLease {
            pool: self.clone(),
            pair,
        })
    }

    fn claim(&self, pair: usize) -> bool {
        let bit = 1 << (pair % WORD);
        self.taken[pair / WORD].fetch_or(bit, Ordering::AcqRel) & bit == 0
    }
}

impl PortLease {
    /// The even port.
    pub(crate) fn rtp_port(&self) -> u16 {
        self.pool.first + u16::try_from(2 * self.pair).unwrap_or(0)
    }
}

impl Drop for PortLease {
    fn drop(&mut self) {
        let bit = 1 << (self.pair % WORD);
        self.pool.taken[self.pair / WORD].fetch_and(!bit, Ordering::AcqRel);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::PortPool;

    #[test]
    fn pairs_are_even_and_given_back_and_rest() {
        let pool = Arc::new(PortPool::new(&(20_001..=20_007), 1).unwrap());
        assert_eq!(pool.pairs(), 3);
        let leases: Vec<_> = std::iter::from_fn(|| pool.take()).collect();
        let ports: Vec<_> = leases.iter().map(super::PortLease::rtp_port).collect();
        assert_eq!(ports, [20_004, 20_006, 20_002]);
        assert!(pool.take().is_none());
        drop(leases);
        assert_eq!(pool.taken(), 0);
        let first = pool.take().unwrap().rtp_port();
        assert_ne!(
            pool.take().unwrap().rtp_port(),
            first,
            "the one just given back rests"
        );
    }

    #[test]
    fn a_range_without_a_pair_is_none() {
        assert!(PortPool::new(&(20_001..=20_002), 0).is_none());
        #[expect(clippy::reversed_empty_ranges, reason = "the mistake to be found")]
        let reversed = 20_000..=10_000;
        assert!(PortPool::new(&reversed, 0).is_none());
        assert!(PortPool::new(&(65_535..=65_535), 0).is_none());
        assert_eq!(PortPool::new(&(65_534..=65_535), 0).unwrap().pairs(), 1);
    }

    #[test]
    fn many_threads_never_take_the_same_pair() {
        let pool = Arc::new(PortPool::new(&(10_000..=10_399), 7).unwrap());
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..1_000 {
                        let held: Vec<_> = (0..50).filter_map(|_| pool.take()).collect();
                        assert_eq!(held.len(), 50);
                    }
                });
            }
        });
        assert_eq!(pool.taken(), 0);
    }
}
