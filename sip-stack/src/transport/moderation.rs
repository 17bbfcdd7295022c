//! Rests between looks at a socket on which much comes. A wake-up costs more than a message, so under load several
//! messages share one, as network cards do with their interrupts; below the threshold nothing waits.

use std::time::{Duration, Instant};

/// How long what came is counted.
const WINDOW: Duration = Duration::from_millis(10);

/// So many datagrams in a window are many: more than a wake-up each 625 us.
const BUSY: u32 = 16;

/// How long a datagram waits at most, but for the coarseness of timers.
const REST: Duration = Duration::from_millis(1);

/// Tells when a socket that has been emptied may be left alone.
#[derive(Debug)]
pub(super) struct Moderation {
    began: Instant,
    came: u32,
    is_busy: bool,
}

impl Moderation {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            began: now,
            came: 0,
            is_busy: false,
        }
    }

    /// A datagram has come.
    pub(super) fn count(&mut self) {
        self.came = self.came.saturating_add(1);
    }

    /// The socket is empty: how long not to look at it. `None`: until something comes.
    pub(super) fn rest(&mut self, now: Instant) -> Option<Duration> {
        let elapsed = now.saturating_duration_since(self.began);
        if elapsed >= WINDOW {
            self.is_busy = WINDOW * self.came >= elapsed * BUSY;
            self.began = now;
            self.came = 0;
        }
        self.is_busy.then_some(REST)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[expect(clippy::disallowed_methods, reason = "virtual time starts anywhere")]
    fn somewhen() -> Instant {
        Instant::now()
    }

    /// Whether it rests after so many datagrams, evenly, within so many milliseconds.
    fn rests(moderation: &mut Moderation, from: Instant, came: u32, within_ms: u64) -> bool {
        for _ in 0..came {
            moderation.count();
        }
        moderation.rest(from + Duration::from_millis(within_ms)).is_some()
    }

    #[test]
    fn what_comes_seldom_never_waits() {
        let began = somewhen();
        let mut moderation = Moderation::new(began);
        assert!(!rests(&mut moderation, began, 1, 0));
        assert!(!rests(&mut moderation, began, 14, 10));
        // A burst is answered at once too: it says nothing yet about what follows.
        assert!(!rests(&mut moderation, began, 100, 15));
    }

    #[test]
    fn many_datagrams_share_a_wake_up_until_they_become_few() {
        let began = somewhen();
        let mut moderation = Moderation::new(began);
        assert!(rests(&mut moderation, began, 16, 10));
        assert!(rests(&mut moderation, began, 1, 11));
        assert!(rests(&mut moderation, began, 40, 30));
        assert!(!rests(&mut moderation, began, 15, 40));
    }

    #[test]
    fn a_long_silence_ends_it() {
        let began = somewhen();
        let mut moderation = Moderation::new(began);
        assert!(rests(&mut moderation, began, 1_000, 10));
        assert!(!rests(&mut moderation, began, 20, 10_000));
    }
}
