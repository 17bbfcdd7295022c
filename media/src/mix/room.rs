use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use super::frame::{FRAME_TIME, Frame, Sum};
use super::lane::Lane;

/// Where the streams of any media threads hear each other. Cheap to clone; it is gone with its last clone.
#[derive(Clone, Debug)]
pub struct Room {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    /// Ticks are counted from here, on all threads alike.
    epoch: Instant,
    /// One of each thread.
    lanes: Box<[Lane]>,
    members: AtomicUsize,
    has_chimes: bool,
}

impl Room {
    /// `has_chimes`: all hear two tones when someone comes or goes.
    pub(crate) fn new(now: Instant, workers: usize, has_chimes: bool) -> Self {
        Self {
            shared: Arc::new(Shared {
                epoch: now,
                lanes: (0..workers.max(1)).map(|_| Lane::new()).collect(),
                members: AtomicUsize::new(0),
                has_chimes,
            }),
        }
    }

    /// How many streams are in it now.
    #[must_use]
    pub fn members(&self) -> usize {
        self.shared.members.load(Ordering::Relaxed)
    }

    pub(crate) fn workers(&self) -> usize {
        self.shared.lanes.len()
    }

    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.shared, &other.shared)
    }

    pub(super) fn has_chimes(&self) -> bool {
        self.shared.has_chimes
    }

    /// How many are in it then.
    pub(super) fn count_in(&self) -> usize {
        self.shared.members.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// How many are left.
    pub(super) fn count_out(&self) -> usize {
        self.shared
            .members
            .fetch_sub(1, Ordering::Relaxed)
            .saturating_sub(1)
    }

    /// The last tick that has begun.
    // The cast: so many ticks take ages.
    pub(super) fn tick_at(&self, now: Instant) -> u64 {
        let passed = now.saturating_duration_since(self.shared.epoch);
        (passed.as_nanos() / FRAME_TIME.as_nanos()) as u64
    }

    pub(super) fn begin_of(&self, tick: u64) -> Instant {
        self.shared.epoch + FRAME_TIME * u32::try_from(tick).unwrap_or(u32::MAX)
    }

    pub(super) fn write(&self, worker: usize, tick: u64, frame: &Frame) {
        if let Some(lane) = self.shared.lanes.get(worker) {
            lane.write(tick, frame);
        }
    }

    /// Adds the next frame of all but this thread; `heard` is what it has heard of each.
    pub(super) fn read_others(&self, worker: usize, heard: &mut [u64], frame: &mut Frame, sum: &mut Sum) {
        for (index, (lane, heard)) in self.shared.lanes.iter().zip(heard).enumerate() {
            if index != worker && lane.read(heard, frame) {
                sum.add(frame);
            }
        }
    }
}
