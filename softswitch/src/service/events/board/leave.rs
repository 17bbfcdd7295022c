//! The end of every subscription, batch by batch: lamps must not stay dark until their next refresh finds us anew.

use std::time::{Duration, Instant};

use sip_stack::events;
use sip_stack::message::TerminationReason;

use super::board::Board;
use super::effect::Effect;
use super::limits::BATCH_MAX;

/// When phones shall subscribe again: after a restart, but not all at once.
const RETURN_AFTER: Duration = Duration::from_secs(5);
const RETURN_WITHIN: Duration = Duration::from_secs(20);

impl Board {
    /// Everyone is to be told that it is over for now.
    pub(super) fn leave(&mut self) {
        self.leaving = self.watches.numbers();
    }

    /// One batch of goodbyes (RFC 6665 §4.1.3: `probation` is to subscribe again, later).
    pub(super) fn part(&mut self, now: Instant, out: &mut Vec<Effect>) {
        for _ in 0..BATCH_MAX {
            let Some(number) = self.leaving.pop() else {
                return;
            };
            let wait = self.tokens.wait(RETURN_AFTER, RETURN_WITHIN);
            let end = events::Input::End {
                reason: TerminationReason::Probation,
                retry_after: u32::try_from(wait.as_secs()).ok(),
            };
            self.drive(now, number, end, out);
        }
    }
}
