use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::time::Instant;

use crate::session::Slot;

/// When streams want to be polled. An entry that is no longer its stream's is passed over, so that moving a
/// deadline costs nothing; see [`super::streams::Stream::timer_at`].
#[derive(Debug, Default)]
pub(super) struct Timers {
    heap: BinaryHeap<Reverse<(Instant, Slot)>>,
}

/// Entries that a stream may have pending: its own and those made stale by commands.
const ENTRIES_PER_STREAM: usize = 8;

impl Timers {
    /// Makes room beforehand, so that no round allocates.
    pub(super) fn make_room(&mut self, streams: usize) {
        let wanted = streams * ENTRIES_PER_STREAM;
        self.heap.reserve(wanted.saturating_sub(self.heap.len()));
    }

    pub(super) fn push(&mut self, at: Instant, slot: Slot) {
        self.heap.push(Reverse((at, slot)));
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse((at, _))| *at)
    }

    /// The next entry that is due.
    pub(super) fn pop_due(&mut self, now: Instant) -> Option<(Instant, Slot)> {
        self.next().filter(|at| *at <= now)?;
        self.heap.pop().map(|Reverse(entry)| entry)
    }
}
