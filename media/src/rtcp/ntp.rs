use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Seconds from 1900 to 1970.
const UNIX_OFFSET: u64 = 2_208_988_800;

/// NTP time (RFC 3550 §4) reckoned from one reading of the wall clock, so that it never jumps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NtpClock {
    origin: Instant,
    origin_since_1900: Duration,
}

impl NtpClock {
    pub(crate) fn new(origin: Instant, wall: SystemTime) -> Self {
        let since_1970 = wall.duration_since(UNIX_EPOCH).unwrap_or_default();
        Self {
            origin,
            origin_since_1900: since_1970 + Duration::from_secs(UNIX_OFFSET),
        }
    }

    /// 32.32 fixed point, modulo the era.
    pub(crate) fn at(&self, now: Instant) -> u64 {
        let since_1900 = self.origin_since_1900 + now.saturating_duration_since(self.origin);
        let fraction = (u64::from(since_1900.subsec_nanos()) << 32) / 1_000_000_000;
        (since_1900.as_secs() << 32) | fraction
    }

    /// The middle 32 bits (16.16), as reports carry them.
    pub(crate) fn short_at(&self, now: Instant) -> u32 {
        short(self.at(now))
    }
}

// The cast: the middle 32 bits are what is wanted.
pub(crate) fn short(ntp: u64) -> u32 {
    (ntp >> 16) as u32
}

/// A span in 1/65536 s, as DLSR counts it.
pub(crate) fn short_span(span: Duration) -> u32 {
    u32::try_from((span.as_nanos() << 16) / 1_000_000_000).unwrap_or(u32::MAX)
}

/// The span that 1/65536 s units stand for.
pub(crate) fn span_of_short(units: u32) -> Duration {
    Duration::from_nanos((u64::from(units) * 1_000_000_000) >> 16)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant, UNIX_EPOCH};

    use super::{NtpClock, short_span, span_of_short};

    #[test]
    fn time_is_counted_from_1900_in_fractions_of_a_second() {
        let origin = Instant::now();
        let clock = NtpClock::new(origin, UNIX_EPOCH + Duration::from_secs(1));
        assert_eq!(clock.at(origin), 2_208_988_801 << 32);
        let later = origin + Duration::from_millis(500);
        assert_eq!(clock.at(later), (2_208_988_801 << 32) | 0x8000_0000);
        assert_eq!(clock.short_at(later), 0x7e81_8000_u32);
        assert_eq!(short_span(Duration::from_millis(250)), 0x4000);
        assert_eq!(span_of_short(0x4000), Duration::from_millis(250));
    }
}
