//! A leg that is taken in is fitted to its new partner, by its answer and by re-INVITEs, then joined with it.

use std::time::Instant;

use media::sdp::Direction;
use sip_stack::message::{Body, StatusCode};
use sip_stack::user_agent::Command;

use super::moved::Word;
use super::taking::{Purpose, Taking};
use super::transfer::{Passage, Transferred};
use crate::call::bridge::Bridge;
use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::leg::{LegId, Ports, Stage};
use crate::call::media::sdp_body;
use crate::call::phase::Phase;

impl Call {
    /// The ports of a leg that came are open: it is told of them, in the codec of its partner if it can.
    pub(in crate::call) fn taking_opened(
        &mut self,
        now: Instant,
        id: LegId,
        address: media::offer_answer::MediaAddress,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Phase::Taking(Taking { moved, target, .. }) = &self.phase else {
            return false;
        };
        let (moved, target) = (*moved, *target);
        if moved != id {
            return false;
        }
        let Some((leg, partner)) = self.legs.pair_mut(moved, target) else {
            return false;
        };
        (leg.address, leg.ports) = (Some(address), Ports::Open);
        if leg.stage == Stage::Early {
            self.accept_replacing(now, (moved, target), out);
            return true;
        }
        let offer = match partner.negotiator.agreed() {
            Some(agreed) => leg.negotiator.offer_first(agreed.codec, &address),
            None => leg.negotiator.offer(&address),
        };
        self.reoffer(now, moved, sdp_body(offer), out);
        true
    }

    fn reoffer(&mut self, now: Instant, leg: LegId, offer: Body, out: &mut Vec<Effect>) {
        let reinvite = Command::Reinvite {
            offer: Some(offer),
            headers: Vec::new(),
        };
        self.legs.tell(now, leg, reinvite, out);
    }

    /// One of the two answered our offer.
    pub(in crate::call) fn taking_answered(
        &mut self,
        now: Instant,
        from: LegId,
        body: Option<&Body>,
        out: &mut Vec<Effect>,
    ) {
        let Phase::Taking(taking) = &self.phase else {
            return;
        };
        let (moved, target, followed) = (taking.moved, taking.target, taking.follows);
        if from != if followed { target } else { moved } {
            return;
        }
        let answered = self.legs.find_mut(from).map(|leg| &mut leg.negotiator);
        let (Some(answered), Some(body)) = (answered, body) else {
            return self.give_back(now, StatusCode::NOT_ACCEPTABLE_HERE, out);
        };
        if answered.receive_answer(&body.bytes).is_err() {
            return self.give_back(now, StatusCode::NOT_ACCEPTABLE_HERE, out);
        }
        if followed {
            self.took(now, out);
        } else {
            self.fit(now, out);
        }
    }

    /// What the leg speaks is known: its partner follows, unless it speaks the same.
    pub(super) fn fit(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let Phase::Taking(taking) = &mut self.phase else {
            return;
        };
        taking.follows = true;
        let (moved, target) = (taking.moved, taking.target);
        let Some((leg, partner)) = self.legs.pair_mut(moved, target) else {
            return;
        };
        // Who was never answered is answered with what fits.
        if partner.stage == Stage::Early {
            return self.took(now, out);
        }
        let (Some(agreed), Some(address)) = (leg.negotiator.agreed(), partner.address()) else {
            return self.give_back(now, StatusCode::NOT_ACCEPTABLE_HERE, out);
        };
        let codec = agreed.codec;
        let fits = partner
            .negotiator
            .agreed()
            .is_some_and(|its| its.codec == codec && its.direction == Direction::SendRecv);
        if fits {
            return self.took(now, out);
        }
        let offer = partner.negotiator.offer_only(codec, &address);
        self.reoffer(now, target, sdp_body(offer), out);
    }

    /// One of the two refused our re-INVITE. If it was the one who is to follow, audio is converted between them.
    pub(in crate::call) fn taking_refused(
        &mut self,
        now: Instant,
        from: LegId,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        let Phase::Taking(Taking { moved, target, .. }) = self.phase else {
            return;
        };
        if let Some(leg) = self.legs.find_mut(from) {
            leg.negotiator.rollback();
        }
        let codec = |leg: LegId| Some(self.legs.find(leg)?.negotiator.agreed()?.codec);
        if from == target && codec(moved).is_some() && codec(target).is_some() {
            return self.took(now, out);
        }
        self.give_back(now, status, out);
    }

    /// Both ends fit: they talk, and the one that was replaced is let go.
    fn took(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let Phase::Taking(taking) = std::mem::replace(&mut self.phase, Phase::Thinking) else {
            return;
        };
        let Taking {
            moved,
            party,
            target,
            purpose,
            ..
        } = taking;
        let replaced = match purpose {
            Purpose::Home => None,
            Purpose::PickUp => return self.picked_up(now, moved, party, out),
            Purpose::Replace { replaced, from, .. } => Some((replaced, from)),
            Purpose::Succeed { replaced, from } => Some((replaced, Some(from))),
        };
        if let Some((replaced, from)) = replaced {
            let partner = self.party_of(target).number;
            self.path.push(Passage::Transfer(Transferred {
                by: self.party_of(replaced).number,
                moved: party.number,
                to: partner.clone(),
                status: StatusCode::OK,
            }));
            if self.caller_leg == replaced {
                self.caller_leg = moved;
            }
            let word = Word::Joined { partner };
            out.extend(from.map(|to| Effect::Tell { to, word }));
            self.release(now, replaced, StatusCode::OK, out);
        }
        let callee = if self.caller_leg == moved { target } else { moved };
        self.phase = Phase::Bridged(Bridge::new(self.caller_leg, callee, None));
        self.connect(callee, out);
    }
}
