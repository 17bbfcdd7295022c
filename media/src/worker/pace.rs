use std::time::{Duration, Instant};

/// The load is judged over this span.
const WINDOW: Duration = Duration::from_millis(32);
/// From so many packets a tick on, rounds follow the tick: fewer wake-ups than packets.
const BUSY_FROM: u32 = 2;
/// With fewer packets a tick than this, a packet wakes the thread.
const BUSY_UNTIL: u32 = 1;

/// Decides between a round a tick (under load) and a round a packet.
#[derive(Debug)]
pub(super) struct Pace {
    tick: Duration,
    is_busy: bool,
    window_began: Instant,
    packets: u32,
    next_round: Instant,
}

impl Pace {
    pub(super) fn new(tick: Duration, now: Instant) -> Self {
        Self {
            tick,
            is_busy: false,
            window_began: now,
            packets: 0,
            next_round: now,
        }
    }

    /// A round that began at `now` took this many packets. `Some`: the next begins then, whatever comes;
    /// `None`: it begins when something comes.
    pub(super) fn after_round(&mut self, now: Instant, packets: usize) -> Option<Instant> {
        self.packets = self
            .packets
            .saturating_add(u32::try_from(packets).unwrap_or(u32::MAX));
        let passed = now.saturating_duration_since(self.window_began);
        if passed >= WINDOW {
            let ticks = u32::try_from(passed.as_micros() / self.tick.as_micros().max(1)).unwrap_or(u32::MAX);
            let limit = if self.is_busy { BUSY_UNTIL } else { BUSY_FROM };
            self.is_busy = self.packets >= limit.saturating_mul(ticks);
            (self.window_began, self.packets) = (now, 0);
        }
        // A round that comes late does not make the next ones hurry.
        self.next_round = (self.next_round + self.tick).max(now);
        self.is_busy.then_some(self.next_round)
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Pace;

    const TICK: Duration = Duration::from_millis(1);

    /// Rounds of so many packets, a millisecond apart; whether the last was followed by a fixed next one.
    fn is_ticking(pace: &mut Pace, now: &mut Instant, packets: usize) -> bool {
        let mut next = None;
        for _ in 0..100 {
            *now += TICK;
            next = pace.after_round(*now, packets);
        }
        next.is_some()
    }

    #[test]
    fn load_brings_the_tick_and_quiet_ends_it() {
        let mut now = Instant::now();
        let mut pace = Pace::new(TICK, now);
        assert!(!is_ticking(&mut pace, &mut now, 1), "a wake-up each is as good");
        assert!(is_ticking(&mut pace, &mut now, 2));
        assert!(is_ticking(&mut pace, &mut now, 1), "no to and fro");
        assert!(!is_ticking(&mut pace, &mut now, 0));
    }

    #[test]
    fn rounds_keep_the_tick_and_a_late_one_moves_it() {
        let mut now = Instant::now();
        let mut pace = Pace::new(TICK, now);
        is_ticking(&mut pace, &mut now, 9);
        let next = pace.after_round(now + TICK, 9).unwrap();
        let after = pace.after_round(next + Duration::from_micros(80), 9).unwrap();
        assert_eq!(after, next + TICK, "a little late is made up");
        let late = after + Duration::from_millis(30);
        assert_eq!(
            pace.after_round(late, 9),
            Some(late),
            "much is not, beyond the next"
        );
    }
}
