use std::time::Duration;

/// Tmin of RFC 3550 §6.2: two members of one voice call never need more bandwidth than this allows.
const INTERVAL_MIN: Duration = Duration::from_secs(5);
/// e − 3/2: makes up for timer reconsideration (§6.3.1).
const COMPENSATION: f64 = 1.218_28;

/// The time to the next report (RFC 3550 §6.3.1); `chance` is uniform in 0..1, the first interval is halved.
pub(crate) fn report_interval(is_first: bool, chance: f64) -> Duration {
    let minimum = if is_first { INTERVAL_MIN / 2 } else { INTERVAL_MIN };
    minimum.mul_f64((0.5 + chance.clamp(0.0, 1.0)) / COMPENSATION)
}

#[cfg(test)]
mod tests {
    use super::report_interval;

    #[test]
    fn intervals_are_spread_around_five_seconds_and_half_at_first() {
        assert_eq!(report_interval(false, 0.0).as_millis(), 2_052);
        assert_eq!(report_interval(false, 1.0).as_millis(), 6_156);
        assert_eq!(report_interval(true, 1.0).as_millis(), 3_078);
    }
}
