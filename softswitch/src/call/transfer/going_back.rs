//! A leg that cannot take its place: nothing has changed here, and it goes back where it came from.

use std::time::Instant;

use sip_stack::message::StatusCode;

use super::moved::{Errand, Moved, Word};
use super::taking::{Purpose, Taking};
use crate::call::bridge::Bridge;
use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::end::EndReason;
use crate::call::identity::{CallNumber, Party};
use crate::call::leg::LegId;
use crate::call::phase::Phase;

impl Call {
    /// The leg cannot be joined: it goes back, and those who talked before talk on.
    pub(in crate::call) fn give_back(&mut self, now: Instant, status: StatusCode, out: &mut Vec<Effect>) {
        let Phase::Taking(taking) = std::mem::replace(&mut self.phase, Phase::Thinking) else {
            return;
        };
        let Taking {
            moved,
            party,
            purpose,
            ..
        } = taking;
        let Purpose::Replace {
            replaced,
            from,
            bridge,
        } = purpose
        else {
            return self.end(now, EndReason::NoCommonCodec, out);
        };
        let (gone, callee) = (self.legs.is_over(replaced), bridge.callee);
        self.phase = Phase::Bridged(bridge);
        match from {
            Some(from) => self.hand_back(moved, party, from, status, out),
            None => {
                self.release(now, moved, status, out);
                // Its partner may have been asked to follow it.
                self.connect(callee, out);
            }
        }
        if gone {
            self.end(now, EndReason::CallerHungUp, out);
        }
    }

    fn hand_back(
        &mut self,
        moved: LegId,
        party: Party,
        to: CallNumber,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        self.legs.close_stream(moved, out);
        let leg = self.legs.remove(moved);
        let errand = Errand::Return { status };
        if let Some(moved) = leg.and_then(|leg| Moved::of(leg, party, to, errand)) {
            out.push(Effect::Hand {
                to,
                moved: Box::new(moved),
            });
        }
    }

    /// A leg has ended while another is being taken in. `true`: the call goes on without it.
    pub(super) fn left_taking(&mut self, now: Instant, leg: LegId, out: &mut Vec<Effect>) -> bool {
        let Phase::Taking(Taking { moved, purpose, .. }) = &mut self.phase else {
            return false;
        };
        let Purpose::Replace {
            replaced,
            from,
            bridge,
        } = purpose
        else {
            return false;
        };
        if leg == *replaced {
            return true;
        }
        if leg != *moved {
            // The partner is gone: whoever came goes back, and this call ends.
            self.give_back(now, StatusCode::TEMPORARILY_UNAVAILABLE, out);
            return false;
        }
        let (from, bridge) = (
            *from,
            Bridge {
                exchange: None,
                ..*bridge
            },
        );
        self.phase = Phase::Bridged(bridge);
        let word = Word::Left;
        out.extend(from.map(|to| Effect::Tell { to, word }));
        true
    }
}

/// Sends a leg back that was never one of ours.
pub(super) fn send_back(mut moved: Moved, status: StatusCode, out: &mut Vec<Effect>) {
    moved.errand = Errand::Return { status };
    let to = moved.from;
    out.push(Effect::Hand {
        to,
        moved: Box::new(moved),
    });
}
