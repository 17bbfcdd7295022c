//! How much one connection may send in a second.

use std::time::{Duration, Instant};

use super::TransportLimits;

const SECOND: Duration = Duration::from_secs(1);

/// What is left of this second.
#[derive(Debug)]
pub(super) struct Ration {
    messages: u32,
    bytes: usize,
    until: Instant,
}

impl Ration {
    pub(super) fn new(now: Instant, limits: &TransportLimits) -> Self {
        Self {
            messages: limits.messages_per_second,
            bytes: limits.bytes_per_second,
            until: now + SECOND,
        }
    }

    /// Takes what came off the ration. `Some`: it was the last of it, read on after this time.
    pub(super) fn spend(
        &mut self,
        now: Instant,
        (messages, bytes): (u32, usize),
        limits: &TransportLimits,
    ) -> Option<Duration> {
        if now >= self.until {
            *self = Self::new(now, limits);
        }
        self.messages = self.messages.saturating_sub(messages);
        self.bytes = self.bytes.saturating_sub(bytes);
        (self.messages == 0 || self.bytes == 0).then(|| self.until - now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_has_its_ration_and_the_next_one_begins_anew() {
        let limits = TransportLimits {
            messages_per_second: 3,
            bytes_per_second: 1_000,
            ..TransportLimits::default()
        };
        #[expect(clippy::disallowed_methods, reason = "any moment will do")]
        let start = Instant::now();
        let at = |ms| start + Duration::from_millis(ms);
        let mut ration = Ration::new(start, &limits);
        assert_eq!(ration.spend(at(100), (2, 10), &limits), None);
        let wait = ration.spend(at(400), (1, 10), &limits);
        assert_eq!(wait, Some(Duration::from_millis(600)), "messages");
        assert_eq!(ration.spend(at(1_000), (1, 10), &limits), None);
        let wait = ration.spend(at(1_500), (0, 2_000), &limits);
        assert_eq!(wait, Some(Duration::from_millis(500)), "bytes");
    }
}
