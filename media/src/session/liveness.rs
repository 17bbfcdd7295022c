use std::time::{Duration, Instant};

/// Tells when a phone that may send has been silent for too long. Accepted RTP and RTCP are both signs of life:
/// a muted phone may send nothing but reports.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Liveness {
    dead_after: Duration,
    /// The last sign of life, or when listening began.
    since: Instant,
    state: State,
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
        }
    }

    /// What the phone may do, or what it takes part in, has changed: it has the whole time again.
    pub(super) fn restart(&mut self, now: Instant, may_send: bool) {
        self.since = now;
        self.state = if may_send { State::Listening } else { State::Off };
    }

    pub(super) fn heard(&mut self, now: Instant) {
        self.since = now;
        if self.state == State::Told {
            self.state = State::Listening;
        }
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        (self.state == State::Listening).then(|| self.since + self.dead_after)
    }

    /// How long it has been silent, when that is to be told now.
    pub(super) fn poll(&mut self, now: Instant) -> Option<Duration> {
        self.deadline().filter(|deadline| *deadline <= now)?;
        self.state = State::Told;
        Some(now.saturating_duration_since(self.since))
    }
}
