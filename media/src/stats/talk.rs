use std::time::{Duration, Instant};

/// How long a phone has been in conversation: joined with others, and free to speak.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Talk {
    before: Duration,
    since: Option<Instant>,
}

impl Talk {
    /// From now on it is, or is not.
    pub(crate) fn settle(&mut self, now: Instant, talks: bool) {
        if let Some(since) = self.since.take() {
            self.before += now.saturating_duration_since(since);
        }
        self.since = talks.then_some(now);
    }

    /// Counts what has passed.
    pub(crate) fn reckon(&mut self, now: Instant) {
        self.settle(now, self.since.is_some());
    }

    /// In all, until it last changed or was reckoned.
    pub(crate) fn lasted(&self) -> Duration {
        self.before
    }
}
