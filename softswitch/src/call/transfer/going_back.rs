//! A leg that cannot take its place: nothing has changed here, and it goes back where it came from.

use std::time::Instant;

use sip_stack::message::StatusCode;

use super::moved::{Errand, Guest, Moved, Word};
use super::taking::{Purpose, Taking};
use crate::call::bridge::Bridge;
use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::end::EndReason;
use crate::call::leg::LegId;
use crate::call::phase::Phase;

impl Call {
    /// The leg cannot be joined: it goes back, and those who talked before talk on.
    pub(in crate::call) fn give_back(&mut self, now: Instant, status: StatusCode, out: &mut Vec<Effect>) {
        let Phase::Taking(taking) = std::mem::replace(&mut self.phase, Phase::Thinking) else {
            return;
        };
        let guest = |call| Guest {
            leg: taking.moved,
            party: taking.party.clone(),
            call,
            media_ip: taking.media_ip,
        };
        match taking.purpose {
            Purpose::Home | Purpose::PickUp => self.end(now, EndReason::NoCommonCodec, out),
            Purpose::Succeed { from, .. } => {
                self.hand_back(guest(from), status, out);
                self.end_with(now, EndReason::NoCommonCodec, status, out);
            }
            Purpose::Replace {
                replaced,
                from,
                bridge,
            } => {
                let (gone, callee) = (self.legs.is_over(replaced), bridge.callee);
                self.phase = Phase::Bridged(bridge);
                match from {
                    Some(from) => self.hand_back(guest(from), status, out),
                    None => {
                        self.release(now, taking.moved, status, out);
                        // Its partner may have been asked to follow it.
                        self.connect(callee, out);
                    }
                }
                if gone {
                    self.end(now, EndReason::CallerHungUp, out);
                }
            }
        }
    }

    /// Gives a leg back to the call that it came from.
    pub(super) fn hand_back(&mut self, guest: Guest, status: StatusCode, out: &mut Vec<Effect>) {
        let to = guest.call;
        let mut closing = Vec::new();
        self.legs.close_stream(guest.leg, &mut closing);
        if let Some(leg) = self.legs.remove(guest.leg) {
            let moved = Box::new(Moved::of(leg, guest, Errand::Return { status }));
            out.push(Effect::Hand { to, moved });
        }
        out.extend(closing);
    }

    /// The call ends while it has a leg of another one: nobody there is to wait for it.
    pub(in crate::call) fn forsake(&self, out: &mut Vec<Effect>) {
        let from = match &self.phase {
            Phase::Ringing(fork) => fork.successor.as_ref().map(|guest| guest.call),
            Phase::Taking(taking) => match taking.purpose {
                Purpose::Replace { from, .. } => from,
                Purpose::Succeed { from, .. } => Some(from),
                Purpose::PickUp | Purpose::Home => None,
            },
            _ => None,
        };
        let word = Word::Left;
        out.extend(from.map(|to| Effect::Tell { to, word }));
    }

    /// A leg has ended while another is being taken in. `true`: the call goes on without it.
    pub(super) fn left_taking(&mut self, now: Instant, leg: LegId, out: &mut Vec<Effect>) -> bool {
        let Phase::Taking(Taking { moved, purpose, .. }) = &mut self.phase else {
            return false;
        };
        if let Purpose::Succeed { .. } = purpose {
            // Whoever ends, this call has nobody to talk to; it tells so when it ends.
            if leg != *moved {
                self.give_back(now, StatusCode::TEMPORARILY_UNAVAILABLE, out);
            }
            return false;
        }
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
