use std::time::{Duration, Instant};

use super::source::Source;
use crate::codec::Codec;

/// The time of one frame.
pub(super) const FRAME: Duration = Duration::from_millis(20);
/// A player further behind than this does not catch up in a burst but goes on from now.
const LATE_MAX: Duration = Duration::from_millis(100);

/// Paces a source.
#[derive(Debug)]
pub(crate) struct Player {
    source: Source,
    /// The number of the next frame.
    next: u32,
    due: Instant,
}

impl Player {
    pub(super) fn new(source: Source, now: Instant) -> Self {
        Self {
            source,
            next: 0,
            due: now,
        }
    }

    pub(super) fn due(&self) -> Instant {
        self.due
    }

    /// The frame that is due, and whether it is the first; `None`: the sound has ended.
    pub(super) fn frame(&mut self, now: Instant, codec: Codec) -> Option<(bool, &[u8])> {
        let number = self.next;
        self.next = self.next.wrapping_add(1);
        self.due = if now.saturating_duration_since(self.due) > LATE_MAX {
            now
        } else {
            self.due
        } + FRAME;
        let frame = self.source.frame(codec, number)?;
        Some((number == 0, frame))
    }

    /// The phone cannot be sent to now: the sound waits.
    pub(super) fn wait(&mut self, now: Instant) {
        self.due = now + FRAME;
    }
}
