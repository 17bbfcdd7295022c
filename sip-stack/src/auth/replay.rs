//! Which nonce counts were used (RFC 7616 §3.4.5, §5.5).

use std::collections::{HashMap, VecDeque};

/// Counts that may arrive out of order, as datagrams do.
const WINDOW: u32 = 64;

/// The used nonces; the oldest is forgotten first, and a forgotten one counts as stale.
#[derive(Debug)]
pub(super) struct ReplayGuard {
    capacity: usize,
    used: HashMap<u64, Window>,
    order: VecDeque<u64>,
    /// Nonces up to this number may have been forgotten.
    forgotten_up_to: Option<u64>,
}

#[derive(Debug)]
struct Window {
    highest: u32,
    /// Bit n: `highest - n` was used.
    seen: u64,
}

/// What is known of a nonce count.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Use {
    First,
    Repeated,
    Forgotten,
}

impl ReplayGuard {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            used: HashMap::new(),
            order: VecDeque::new(),
            forgotten_up_to: None,
        }
    }

    /// Marks a count of a nonce as used.
    pub(super) fn mark(&mut self, nonce: u64, count: u32) -> Use {
        if let Some(window) = self.used.get_mut(&nonce) {
            return window.mark(count);
        }
        if self.forgotten_up_to.is_some_and(|last| nonce <= last) {
            return Use::Forgotten;
        }
        if self.order.len() >= self.capacity
            && let Some(oldest) = self.order.pop_front()
        {
            self.used.remove(&oldest);
            self.forgotten_up_to = self.forgotten_up_to.max(Some(oldest));
        }
        self.order.push_back(nonce);
        self.used.insert(
            nonce,
            Window {
                highest: count,
                seen: 1,
            },
        );
        Use::First
    }
}

impl Window {
    fn mark(&mut self, count: u32) -> Use {
        if count > self.highest {
            let steps = count - self.highest;
            self.seen = if steps < WINDOW { self.seen << steps | 1 } else { 1 };
            self.highest = count;
            return Use::First;
        }
        let behind = self.highest - count;
        if behind >= WINDOW || self.seen >> behind & 1 == 1 {
            return Use::Repeated;
        }
        self.seen |= 1 << behind;
        Use::First
    }
}

#[cfg(test)]
mod tests {
    use super::{ReplayGuard, Use};

    #[test]
    fn a_count_is_used_once_and_may_come_out_of_order() {
        let mut guard = ReplayGuard::new(10);
        for (count, expected) in [
            (1, Use::First),
            (1, Use::Repeated),
            (3, Use::First),
            (2, Use::First),
            (2, Use::Repeated),
            (100, Use::First),
            (36, Use::Repeated),
            (37, Use::First),
            (u32::MAX, Use::First),
            (u32::MAX, Use::Repeated),
            (0, Use::Repeated),
        ] {
            assert_eq!(guard.mark(7, count), expected, "{count}");
        }
    }

    #[test]
    fn memory_is_bounded_and_what_was_forgotten_is_not_accepted() {
        let mut guard = ReplayGuard::new(3);
        for nonce in 0..10 {
            assert_eq!(guard.mark(nonce, 1), Use::First);
            assert!(guard.used.len() <= 3 && guard.order.len() <= 3);
        }
        assert_eq!(guard.mark(6, 2), Use::Forgotten);
        assert_eq!(guard.mark(9, 2), Use::First);
    }
}
