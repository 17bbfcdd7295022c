use std::sync::atomic::{AtomicU64, Ordering};

use super::frame::{FRAME_SAMPLES, Frame};

/// Frames that are kept.
const SLOTS: usize = 8;
/// Ticks that a reader may be behind, as when one of the two threads was held up; then it goes on from now.
const BEHIND_MAX: u64 = 3;
/// Samples in an atomic word.
const PACKED: usize = 4;

/// How one media thread lets the others hear its part of a room: it alone writes, all read, nobody waits.
///
/// A reader that is held up within a read may get a frame that is being written over: a click, no more.
#[derive(Debug)]
pub(super) struct Lane {
    /// The number of the last frame; they are counted from 1, one a tick.
    newest: AtomicU64,
    slots: [Slot; SLOTS],
}

#[derive(Debug)]
struct Slot {
    number: AtomicU64,
    words: [AtomicU64; FRAME_SAMPLES / PACKED],
}

impl Lane {
    pub(super) fn new() -> Self {
        Self {
            newest: AtomicU64::new(0),
            slots: std::array::from_fn(|_| Slot {
                number: AtomicU64::new(0),
                words: std::array::from_fn(|_| AtomicU64::new(0)),
            }),
        }
    }

    pub(super) fn write(&self, tick: u64, frame: &Frame) {
        let number = tick + 1;
        let Some(slot) = self.slot(number) else { return };
        slot.number.store(0, Ordering::Relaxed);
        let (chunks, _) = frame.as_chunks::<PACKED>();
        for (word, [a, b, c, d]) in slot.words.iter().zip(chunks) {
            let [a, b, c, d] = [a, b, c, d].map(|sample| u64::from(sample.cast_unsigned()));
            word.store(a | b << 16 | c << 32 | d << 48, Ordering::Relaxed);
        }
        slot.number.store(number, Ordering::Release);
        self.newest.store(number, Ordering::Release);
    }

    /// The first frame after the one that was `heard`; `false`: there is none yet, as when nobody speaks there.
    pub(super) fn read(&self, heard: &mut u64, frame: &mut Frame) -> bool {
        let newest = self.newest.load(Ordering::Acquire);
        if newest > *heard + BEHIND_MAX {
            *heard = newest - 1;
        }
        while *heard < newest {
            *heard += 1;
            let is_there = |slot: &&Slot| slot.number.load(Ordering::Acquire) == *heard;
            if let Some(slot) = self.slot(*heard).filter(is_there) {
                slot.copy(frame);
                return true;
            }
        }
        false
    }

    fn slot(&self, number: u64) -> Option<&Slot> {
        let index = usize::try_from(number % SLOTS as u64).ok()?;
        self.slots.get(index)
    }
}

impl Slot {
    fn copy(&self, frame: &mut Frame) {
        let (chunks, _) = frame.as_chunks_mut::<PACKED>();
        for (word, chunk) in self.words.iter().zip(chunks) {
            let word = word.load(Ordering::Relaxed);
            // The casts take each sample out of its place.
            *chunk = [0, 16, 32, 48].map(|shift| (word >> shift) as u16 as i16);
        }
    }
}
