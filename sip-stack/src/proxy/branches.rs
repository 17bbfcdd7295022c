//! The branches of one response context: requests under way (RFC 3261 §16.6, §16.8).

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::flow::Target;
use crate::proxy::ForwardTarget;
use crate::tokens::Branch;

/// Timer C: how long an INVITE may ring without a sign of life; more than three minutes (§16.6 step 11).
const TIMER_C: Duration = Duration::from_secs(185);

/// One copy that was forwarded.
#[derive(Debug)]
pub(super) struct ClientBranch {
    pub(super) branch: Branch,
    pub(super) target: ForwardTarget,
    /// Where this copy went.
    pub(super) hop: Target,
    /// Where else it may go if that hop fails.
    pub(super) others: VecDeque<Target>,
    /// Its share of Max-Breadth.
    pub(super) breadth: u32,
    pub(super) progress: Progress,
    /// Timer C, of an INVITE.
    pub(super) ring_until: Option<Instant>,
}

/// How far a branch is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Progress {
    /// Nothing came back; a CANCEL would have to wait (§9.1).
    Silent,
    /// Cancelled before anything came back: the CANCEL goes out with the first 1xx.
    SilentUnwanted,
    /// A provisional response came.
    Proceeding,
    /// A CANCEL was sent.
    Cancelled,
    /// A final response came, or none will.
    Final,
}

impl ClientBranch {
    pub(super) fn is_open(&self) -> bool {
        self.progress != Progress::Final
    }

    /// Timer C starts, or starts anew with each 101–199 (§16.7 step 2).
    pub(super) fn ring_on(&mut self, now: Instant) {
        if !matches!(self.progress, Progress::Cancelled | Progress::Final) {
            self.ring_until = Some(now + TIMER_C);
        }
    }

    /// Whether a CANCEL must be sent now; before a provisional response it is only noted.
    pub(super) fn cancel(&mut self) -> bool {
        match self.progress {
            Progress::Silent => {
                self.progress = Progress::SilentUnwanted;
                false
            }
            Progress::Proceeding => {
                self.progress = Progress::Cancelled;
                self.ring_until = None;
                true
            }
            Progress::SilentUnwanted | Progress::Cancelled | Progress::Final => false,
        }
    }

    /// A provisional response came. Whether a noted CANCEL must be sent now.
    pub(super) fn proceed(&mut self) -> bool {
        match self.progress {
            Progress::Silent => {
                self.progress = Progress::Proceeding;
                false
            }
            Progress::SilentUnwanted => {
                self.progress = Progress::Cancelled;
                self.ring_until = None;
                true
            }
            Progress::Proceeding | Progress::Cancelled | Progress::Final => false,
        }
    }

    pub(super) fn finish(&mut self) {
        self.progress = Progress::Final;
        self.ring_until = None;
    }
}
