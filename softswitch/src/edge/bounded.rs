//! A map of bounded size: when it is full, the half that matters least goes at once, so that under a flood each entry
//! costs no more than on a quiet day.

use std::collections::HashMap;
use std::hash::Hash;

/// A map that never holds more than `max` entries.
#[derive(Debug)]
pub(super) struct Bounded<K, V> {
    map: HashMap<K, V>,
    max: usize,
}

impl<K: Hash + Eq, V> Bounded<K, V> {
    pub(super) fn new(max: usize) -> Self {
        Self {
            map: HashMap::new(),
            max,
        }
    }

    pub(super) fn find(&self, key: &K) -> Option<&V> {
        self.map.get(key)
    }

    pub(super) fn remove(&mut self, key: &K) {
        self.map.remove(key);
    }

    /// The entry of a key, made if there is none; `rank` says how much an entry matters.
    pub(super) fn entry<R: Ord>(
        &mut self,
        key: K,
        rank: impl Fn(&V) -> R,
        make: impl FnOnce() -> V,
    ) -> &mut V {
        if self.map.len() >= self.max && !self.map.contains_key(&key) {
            let mut ranks: Vec<R> = self.map.values().map(&rank).collect();
            let half = ranks.len() / 2;
            let (_, median, _) = ranks.select_nth_unstable(half);
            let (median, mut room) = (&*median, half);
            // Equals are many when nothing tells them apart: only as many as fill the half stay.
            self.map.retain(|_, value| {
                let stays = rank(value) >= *median && room > 0;
                room -= usize::from(stays);
                stays
            });
        }
        self.map.entry(key).or_insert_with(make)
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.map.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn when_it_is_full_the_half_that_matters_least_goes() {
        let mut map = Bounded::new(8);
        for number in 0..8_u32 {
            map.entry(number, |value| *value, || number);
        }
        map.entry(100, |value| *value, || 100);
        assert_eq!(map.len(), 5);
        assert_eq!(
            (map.find(&0), map.find(&7), map.find(&100)),
            (None, Some(&7), Some(&100))
        );
        for number in 0..1_000_u32 {
            map.entry(1_000 + number, |_| 0, || 0);
            assert!(map.len() <= 8);
        }
    }
}
