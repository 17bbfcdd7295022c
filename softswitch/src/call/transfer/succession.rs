//! Semi-attended transfer: whoever takes the place of a caller waits until a phone that rings answers
//! (RFC 5589 §7.6). Until then the caller may stay or go; if nobody answers, the one who waits goes back.

use std::time::Instant;

use sip_stack::message::{Body, StatusCode};
use sip_stack::user_agent::Command;

use super::moved::{Guest, Moved, Word};
use super::taking::{Purpose, Taking};
use crate::call::call::{Call, refusal_of};
use crate::call::effect::{Effect, Milestone};
use crate::call::end::EndReason;
use crate::call::leg::{LegId, Role, Stage};
use crate::call::media::sdp_body;
use crate::call::phase::Phase;

impl Call {
    /// Whether a leg may take the caller's place once a phone answers: its user asks for it, and nobody did before.
    pub(super) fn may_succeed(&self, replaced: LegId, by: &str) -> bool {
        let Phase::Ringing(fork) = &self.phase else {
            return false;
        };
        let waits = self
            .legs
            .find(replaced)
            .is_some_and(|leg| leg.stage == Stage::Early);
        waits
            && replaced == self.caller_leg
            && fork.successor.is_none()
            && !self.is_trunks(replaced)
            && self.party_of(replaced).number == by
    }

    /// Keeps a leg of another call until a phone answers.
    pub(super) fn await_answer(&mut self, moved: Moved, out: &mut Vec<Effect>) {
        let guest = moved.guest();
        self.adopt(moved, Role::Caller, out);
        if let Phase::Ringing(fork) = &mut self.phase {
            fork.successor = Some(guest);
        }
    }

    /// The caller gives up. `true`: the phones ring on for its successor.
    pub(in crate::call) fn rings_on(&mut self, caller: LegId, out: &mut Vec<Effect>) -> bool {
        let goes_on = matches!(&self.phase, Phase::Ringing(fork) if fork.successor.is_some());
        if goes_on {
            self.legs.close_stream(caller, out);
        }
        goes_on
    }

    /// A phone answered: the successor is the caller now. `false`: there is none.
    pub(in crate::call) fn succeed(
        &mut self,
        now: Instant,
        (phone, body): (LegId, Option<&Body>),
        needs_acknowledge: bool,
        successor: Option<Guest>,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Some(successor) = successor else { return false };
        let replaced = std::mem::replace(&mut self.caller_leg, successor.leg);
        self.release(now, replaced, StatusCode::REQUEST_TERMINATED, out);
        let settled = self.settle_phone(now, phone, body, needs_acknowledge, out);
        let Guest {
            leg,
            party,
            call: from,
            media_ip,
        } = successor;
        self.times.ringing.get_or_insert(now);
        self.times.answered.get_or_insert(now);
        let by = self.answered_by.clone();
        out.push(Effect::Milestone(Milestone::Answered { by }));
        self.phase = Phase::Taking(Taking {
            moved: leg,
            party,
            media_ip,
            target: phone,
            purpose: Purpose::Succeed { replaced, from },
            follows: false,
        });
        match settled {
            Ok(()) => self.open_stream(leg, media_ip, out),
            Err(status) => self.give_back(now, status, out),
        }
        true
    }

    /// Completes the offer and answer with the phone; what it speaks is compared later.
    fn settle_phone(
        &mut self,
        now: Instant,
        phone: LegId,
        body: Option<&Body>,
        needs_acknowledge: bool,
        out: &mut Vec<Effect>,
    ) -> Result<(), StatusCode> {
        let leg = self.legs.find_mut(phone).ok_or(StatusCode::NOT_ACCEPTABLE_HERE)?;
        let address = leg.address().ok_or(StatusCode::NOT_ACCEPTABLE_HERE)?;
        let negotiator = &mut leg.negotiator;
        match body {
            Some(body) if needs_acknowledge => {
                let answer = negotiator
                    .receive_offer(&body.bytes)
                    .and_then(|()| negotiator.answer(&address));
                let (sdp, _) = answer.map_err(|error| refusal_of(&error))?;
                let answer = Some(sdp_body(sdp));
                self.legs.tell(now, phone, Command::Acknowledge { answer }, out);
                Ok(())
            }
            Some(body) if negotiator.awaits_answer() => {
                let answered = negotiator.receive_answer(&body.bytes);
                answered.map(|_| ()).map_err(|error| refusal_of(&error))
            }
            _ if negotiator.agreed().is_some() => Ok(()),
            _ => Err(StatusCode::NOT_ACCEPTABLE_HERE),
        }
    }

    /// Nobody answered: the successor goes back. `true`: the caller is gone, and so the call ends.
    pub(in crate::call) fn disappoint(
        &mut self,
        now: Instant,
        successor: Option<Guest>,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Some(successor) = successor else { return false };
        self.hand_back(successor, status, out);
        let gone = self.legs.is_over(self.caller_leg);
        if gone {
            self.end(now, EndReason::CallerCancelled, out);
        }
        gone
    }

    /// A leg has ended while phones ring. `true`: it was the successor, and the caller goes on, if it is there.
    pub(super) fn left_waiting(&mut self, now: Instant, leg: LegId, out: &mut Vec<Effect>) -> bool {
        let Phase::Ringing(fork) = &mut self.phase else {
            return false;
        };
        let Some(successor) = fork.successor.take_if(|waits| waits.leg == leg) else {
            return false;
        };
        let (to, word) = (successor.call, Word::Left);
        out.push(Effect::Tell { to, word });
        if self.legs.is_over(self.caller_leg) {
            self.end(now, EndReason::CallerCancelled, out);
        }
        true
    }
}
