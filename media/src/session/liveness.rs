use std::time::{Duration, Instant};

/// How many times as long a phone may be silent that holds the other: it may play music, and many play none. RFC 3264
/// §8.4 has it `sendonly` all the same; session timers find it dead sooner if it uses them.
const HOLD_FACTOR: u32 = 30;

/// Tells when a phone that may send has been silent for too long. Accepted RTP and RTCP are both signs of life:
/// a muted phone may send nothing but reports.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Liveness {
    dead_after: Duration,
    /// The last sign of life, or when listening began.
    since: Instant,
    state: State,
    patience: Duration,
}

/// What a phone may be sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Expected {
    /// It is on hold or not agreed with yet.
    Nothing,
    /// It holds the other, and may play music.
    Music,
    /// It talks.
    Voice,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// The phone is on hold or not agreed with yet.
    Off,
    Listening,
    Told,
}

impl Liveness {
    pub(super) fn new(dead_after: Duration, now: Instant) -> Self {
        Self {
            dead_after,
            since: now,
            state: State::Off,
            patience: dead_after,
        }
    }

    /// What the phone may do, or what it takes part in, has changed: it has the whole time again.
    pub(super) fn restart(&mut self, now: Instant, expected: Expected) {
        self.since = now;
        self.state = match expected {
            Expected::Nothing => State::Off,
            Expected::Music | Expected::Voice => State::Listening,
        };
        self.patience = match expected {
            Expected::Music => self.dead_after * HOLD_FACTOR,
            Expected::Nothing | Expected::Voice => self.dead_after,
        };
    }

    pub(super) fn heard(&mut self, now: Instant) {
        self.since = now;
        if self.state == State::Told {
            self.state = State::Listening;
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        (self.state == State::Listening).then(|| self.since + self.patience)
    }

    /// How long it has been silent, when that is to be told now.
    pub(super) fn poll(&mut self, now: Instant) -> Option<Duration> {
        self.deadline().filter(|deadline| *deadline <= now)?;
        self.state = State::Told;
        Some(now.saturating_duration_since(self.since))
    }
}
