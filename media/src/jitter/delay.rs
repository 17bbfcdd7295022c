/// Arrivals that are remembered: some five seconds.
const WINDOW: usize = 256;

/// Of so many arrivals, one may come too late.
const LATE_SHARE: usize = 50;

/// Packets that come within this time are one arrival: what the network held back once is one event, however many
/// packets it held.
const ARRIVAL_MS: u32 = 2;

/// So often is the wait reckoned anew, in arrivals, once there are many of them.
const RECKONED_EVERY: u32 = 8;

/// Over what was measured, because the ticks of two clocks do not meet.
const MARGIN_MS: u32 = 3;

/// Audio never waits longer.
const TARGET_MAX_MS: u32 = 400;

/// Before anything is known.
const START_MS: u32 = 20;

/// What a packet that came too late added is taken back, so much in a second.
const FORGIVEN_MS: u32 = 10;

/// How long audio has to wait, reckoned from how unevenly its packets came. All in ticks of the sender's clock.
///
/// The fastest packet of the window is the measure: what the clocks drift apart within it is nothing, and what they drift
/// in a call is followed.
#[derive(Debug)]
pub(super) struct Delay {
    clock_rate: u32,
    /// Arrival less timestamp of the first packet; the others' are kept as differences to it.
    origin: Option<u32>,
    arrivals: Box<[Arrival; WINDOW]>,
    sorted: Box<[i32; WINDOW]>,
    /// How many arrivals there were.
    received: u32,
    /// When the latest packet came.
    latest: u32,
    fastest: i32,
    /// What nearly all packets need beyond the fastest.
    needed: i32,
    /// What one needed that came too late, and when it came.
    missed: Option<(i32, u32)>,
}

/// Packets that came together, by how long they were under way.
#[derive(Clone, Copy, Debug, Default)]
struct Arrival {
    fastest: i32,
    slowest: i32,
}

impl Delay {
    pub(super) fn new(clock_rate: u32) -> Self {
        Self {
            clock_rate,
            origin: None,
            arrivals: Box::new([Arrival::default(); WINDOW]),
            sorted: Box::new([0; WINDOW]),
            received: 0,
            latest: 0,
            fastest: 0,
            needed: 0,
            missed: None,
        }
    }

    /// Another timeline begins.
    pub(super) fn restart(&mut self) {
        (self.origin, self.received, self.missed) = (None, 0, None);
        (self.fastest, self.needed) = (0, 0);
    }

    /// How much later than the fastest this is: a packet when it comes, or audio when it is heard.
    pub(super) fn behind(&self, now: u32, timestamp: u32) -> i32 {
        self.transit(now, timestamp).saturating_sub(self.fastest)
    }

    /// Takes a voice packet into the reckoning.
    pub(super) fn arrive(&mut self, now: u32, timestamp: u32) {
        if self.origin.is_none() {
            self.origin = Some(now.wrapping_sub(timestamp));
        }
        let transit = self.transit(now, timestamp);
        let is_together = now.wrapping_sub(self.latest) <= self.ticks(ARRIVAL_MS).unsigned_abs();
        if self.received == 0 || !is_together {
            self.received = self.received.wrapping_add(1).max(1);
            self.note(Arrival {
                fastest: transit,
                slowest: transit,
            });
        } else {
            let before = self.noted();
            self.note(Arrival {
                fastest: before.fastest.min(transit),
                slowest: before.slowest.max(transit),
            });
        }
        self.latest = now;
        self.fastest = self.fastest.min(transit);
        if self.missed_now(now) == 0 {
            self.missed = None;
        }
        if self.received < RECKONED_EVERY * 8 || self.received.is_multiple_of(RECKONED_EVERY) {
            self.reckon();
        }
    }

    /// A packet came too late for its audio: at once, its like shall not.
    pub(super) fn miss(&mut self, now: u32, timestamp: u32) {
        let behind = self.behind(now, timestamp).min(self.ticks(TARGET_MAX_MS));
        if behind > self.missed_now(now) {
            self.missed = Some((behind, now));
        }
    }

    /// How long audio shall wait from when the fastest packet would have brought it.
    pub(super) fn target(&self, now: u32) -> i32 {
        if self.received == 0 {
            return self.ticks(START_MS);
        }
        let measured = self.needed.max(self.missed_now(now)) + self.ticks(MARGIN_MS);
        // Few packets say little yet.
        let least = if self.received < RECKONED_EVERY {
            self.ticks(START_MS)
        } else {
            0
        };
        measured.clamp(least, self.ticks(TARGET_MAX_MS))
    }

    /// In ticks.
    pub(super) fn ticks(&self, milliseconds: u32) -> i32 {
        (self.clock_rate / 1_000)
            .saturating_mul(milliseconds)
            .cast_signed()
    }

    fn transit(&self, now: u32, timestamp: u32) -> i32 {
        let origin = self.origin.unwrap_or_else(|| now.wrapping_sub(timestamp));
        now.wrapping_sub(timestamp).wrapping_sub(origin).cast_signed()
    }

    fn reckon(&mut self) {
        let count = WINDOW.min(self.received as usize);
        let (Some(arrivals), Some(sorted)) = (self.arrivals.get(..count), self.sorted.get_mut(..count))
        else {
            return;
        };
        for (sorted, arrival) in sorted.iter_mut().zip(arrivals) {
            *sorted = arrival.slowest;
        }
        let at = count.saturating_sub(1 + count / LATE_SHARE);
        let (_, slow, _) = sorted.select_nth_unstable(at);
        self.fastest = arrivals.iter().map(|it| it.fastest).min().unwrap_or(*slow);
        self.needed = slow.saturating_sub(self.fastest);
    }

    fn noted(&self) -> Arrival {
        let place = self.received.wrapping_sub(1) as usize % WINDOW;
        self.arrivals.get(place).copied().unwrap_or_default()
    }

    fn note(&mut self, arrival: Arrival) {
        let place = self.received.wrapping_sub(1) as usize % WINDOW;
        if let Some(noted) = self.arrivals.get_mut(place) {
            *noted = arrival;
        }
    }

    fn missed_now(&self, now: u32) -> i32 {
        self.missed.map_or(0, |(behind, at)| {
            let forgiven = u64::from(now.wrapping_sub(at)) * u64::from(FORGIVEN_MS) / 1_000;
            let forgiven = i32::try_from(forgiven).unwrap_or(i32::MAX);
            behind.saturating_sub(forgiven).max(0)
        })
    }
}
