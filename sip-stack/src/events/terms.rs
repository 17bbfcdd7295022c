//! What a notifier grants: durations and pace.

use std::time::Duration;

use crate::message::Event;

/// Durations and pace of one package's subscriptions or publications.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Shorter wishes are refused with 423, unless they are an hour or more (RFC 6665 §4.2.1.1).
    pub least: Duration,
    /// Longer wishes are cut.
    pub most: Duration,
    /// Granted to who wishes nothing.
    pub usual: Duration,
    /// Between two NOTIFYs of one subscription that news alone cause.
    pub gap: Duration,
}

/// No wish of an hour or more may be called too brief (RFC 6665 §4.2.1.1).
const HOUR: Duration = Duration::from_secs(3_600);

/// The longest pause that a subscriber may ask for by `max-rate`.
const GAP_MAX: Duration = Duration::from_secs(60);

impl Terms {
    /// What is granted of a wish in seconds. `None`: it is too brief.
    pub fn grant(&self, wish: Option<u32>) -> Option<Duration> {
        let wish = wish.map_or(self.usual, |seconds| Duration::from_secs(seconds.into()));
        let brief = wish < self.least.min(HOUR) && !wish.is_zero();
        (!brief).then(|| wish.min(self.most))
    }

    /// The pause between NOTIFYs for a subscriber that wants at most `max-rate` a second (RFC 6446 §4); ours is the
    /// shortest.
    pub fn gap_for(&self, event: &Event) -> Duration {
        let rate = event
            .params()
            .get("max-rate")
            .and_then(|rate| rate.parse::<f64>().ok());
        let asked = rate
            .filter(|rate| *rate > 0.0)
            .and_then(|rate| Duration::try_from_secs_f64(1.0 / rate).ok());
        asked.map_or(self.gap, |gap| gap.clamp(self.gap, GAP_MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms() -> Terms {
        Terms {
            least: Duration::from_secs(60),
            most: Duration::from_secs(7_200),
            usual: Duration::from_secs(1_800),
            gap: Duration::from_millis(100),
        }
    }

    #[test]
    fn a_wish_is_cut_but_never_lengthened_and_a_brief_one_is_refused() {
        let seconds = |granted: Option<Duration>| granted.map(|granted| granted.as_secs());
        let table = [
            (None, Some(1_800)),
            (Some(0), Some(0)),
            (Some(59), None),
            (Some(60), Some(60)),
            (Some(u32::MAX), Some(7_200)),
        ];
        for (wish, granted) in table {
            assert_eq!(seconds(terms().grant(wish)), granted, "{wish:?}");
        }
        let strict = Terms {
            least: Duration::from_secs(7_200),
            ..terms()
        };
        assert_eq!(
            seconds(strict.grant(Some(3_600))),
            Some(3_600),
            "an hour is never too brief"
        );
    }

    #[test]
    fn a_subscriber_may_slow_us_down_but_not_hurry_us() {
        let gap = |rate: &str| {
            terms()
                .gap_for(&Event::new("dialog").with_param("max-rate", rate))
                .as_millis()
        };
        for (rate, gap_ms) in [
            ("0.5", 2_000),
            ("1000", 100),
            ("0.0001", 60_000),
            ("0", 100),
            ("-1", 100),
            ("x", 100),
        ] {
            assert_eq!(gap(rate), gap_ms, "{rate}");
        }
    }
}
