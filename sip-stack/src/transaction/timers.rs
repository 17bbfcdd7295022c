//! The times of RFC 3261 §17 (table 4) and RFC 6026.

use std::time::Duration;

/// The base times all transaction timers are made of (RFC 3261 appendix A).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timers {
    /// Estimate of the round trip: first retransmission.
    pub t1: Duration,
    /// Longest wait between retransmissions of a non-INVITE request or an INVITE response.
    pub t2: Duration,
    /// Longest time a message stays in the network.
    pub t4: Duration,
    /// Timer D: how long an INVITE client absorbs retransmitted failures on UDP (at least 32 s).
    pub d: Duration,
    /// After this time without a response from above an INVITE is answered 100 (§17.2.1).
    pub trying: Duration,
}

impl Default for Timers {
    fn default() -> Self {
        Self {
            t1: Duration::from_millis(500),
            t2: Duration::from_secs(4),
            t4: Duration::from_secs(5),
            d: Duration::from_secs(32),
            trying: Duration::from_millis(200),
        }
    }
}

impl Timers {
    /// 64*T1: timers B, F, H, J, L and M.
    pub fn give_up(&self) -> Duration {
        self.t1 * 64
    }

    /// Timer D, zero on a reliable transport.
    pub fn absorb_failures(&self, reliable: bool) -> Duration {
        if reliable { Duration::ZERO } else { self.d }
    }

    /// Timers I and K: T4, zero on a reliable transport.
    pub fn linger(&self, reliable: bool) -> Duration {
        if reliable { Duration::ZERO } else { self.t4 }
    }
}
