//! The only reader of the clocks: everything else is told the time.

use std::time::{Duration, Instant, SystemTime};

use chrono::{DateTime, Utc};

/// The monotonic time, for machines.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the border where time enters")]
pub fn now() -> Instant {
    Instant::now()
}

/// The wall time, for records and persisted expiry.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "the border where time enters")]
pub fn wall() -> DateTime<Utc> {
    DateTime::<Utc>::from(SystemTime::now())
}

/// Wall time as whole seconds since 1970; 0 before it.
#[must_use]
pub fn unix_seconds() -> u64 {
    u64::try_from(wall().timestamp()).unwrap_or(0)
}

/// Waits until `deadline`, or for ever without one.
pub async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(at) => tokio::time::sleep_until(at.into()).await,
        None => std::future::pending().await,
    }
}

/// Both clocks read at one moment, so that instants can be written as wall time.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    monotonic: Instant,
    wall: DateTime<Utc>,
}

impl Moment {
    /// Reads both clocks.
    #[must_use]
    pub fn read() -> Self {
        Self {
            monotonic: now(),
            wall: wall(),
        }
    }

    /// The wall time of an instant near this moment.
    #[must_use]
    pub fn wall_of(&self, at: Instant) -> DateTime<Utc> {
        let (span, earlier) = match at.checked_duration_since(self.monotonic) {
            Some(later) => (later, false),
            None => (self.monotonic.duration_since(at), true),
        };
        let span = chrono::Duration::from_std(span.min(SPAN_MAX)).unwrap_or_default();
        if earlier {
            self.wall - span
        } else {
            self.wall + span
        }
    }
}

impl Moment {
    /// The instant of a wall time, as far back as the monotonic clock reaches.
    #[must_use]
    pub fn instant_of(&self, at: DateTime<Utc>) -> Instant {
        let span = at - self.wall;
        match span.to_std() {
            Ok(later) => self.monotonic + later.min(SPAN_MAX),
            Err(_) => (-span)
                .to_std()
                .ok()
                .and_then(|earlier| self.monotonic.checked_sub(earlier))
                .unwrap_or(self.monotonic),
        }
    }
}

/// No instant of a call is further from its start.
const SPAN_MAX: Duration = Duration::from_secs(366 * 24 * 60 * 60);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_before_and_after_a_moment_have_their_wall_time() {
        let moment = Moment::read();
        let second = Duration::from_secs(1);
        let later = moment.wall_of(moment.monotonic + second);
        let earlier = moment.wall_of(moment.monotonic - second);
        assert_eq!((later - earlier).num_milliseconds(), 2_000);
        assert_eq!(moment.instant_of(later), moment.monotonic + second);
        assert_eq!(moment.instant_of(earlier), moment.monotonic - second);
    }
}
