//! The transactions' deadlines, in one heap; an entry that is out of date is passed over when it comes up.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::time::Instant;

use crate::transaction::{ClientKey, ServerId};

/// Whose deadline it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Whose {
    Client(ClientKey),
    Server(ServerId),
}

/// All alarms that are set.
#[derive(Debug, Default)]
pub(super) struct Alarms {
    heap: BinaryHeap<Reverse<Alarm>>,
    next: u64,
}

#[derive(Debug)]
pub(super) struct Alarm {
    pub(super) at: Instant,
    /// Alarms of one moment go off in the order they were set, so that runs replay.
    order: u64,
    pub(super) whose: Whose,
}

impl Alarms {
    /// Makes sure that an alarm goes off at the deadline or before. `armed` is the owner's note of its alarm.
    pub(super) fn set(&mut self, armed: &mut Option<Instant>, deadline: Option<Instant>, whose: Whose) {
        let Some(at) = deadline else { return };
        if armed.is_none_or(|armed| at < armed) {
            *armed = Some(at);
            self.next += 1;
            self.heap.push(Reverse(Alarm {
                at,
                order: self.next,
                whose,
            }));
        }
    }

    pub(super) fn pop_due(&mut self, now: Instant) -> Option<Alarm> {
        if self.next()? > now {
            return None;
        }
        self.heap.pop().map(|Reverse(alarm)| alarm)
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse(alarm)| alarm.at)
    }
}

impl Ord for Alarm {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.order).cmp(&(other.at, other.order))
    }
}

impl PartialOrd for Alarm {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Alarm {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Alarm {}
