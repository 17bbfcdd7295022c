//! An INVITE with Replaces: a phone takes the place of its user's other one, or picks up what rings elsewhere
//! (RFC 3891 §3). Whoever knows the dialog of a phone that rings was shown it by its lamp, and may pick up.

use std::time::Instant;

use sip_stack::message::{Body, Replaces, StatusCode};
use sip_stack::user_agent::{self, Command, InviteUsage, LocalIdentity, Refusal};

use super::taking::{Purpose, Taking};
use super::wanted::Wanted;
use crate::call::bridge::Bridge;
use crate::call::call::{Call, Incoming, negotiator_of, refusal_of};
use crate::call::effect::Effect;
use crate::call::end::EndReason;
use crate::call::exchange::Exchange;
use crate::call::fork::ANSWERED_ELSEWHERE;
use crate::call::identity::Party;
use crate::call::leg::{Leg, LegId, Ports, Role, Stage};
use crate::call::media::sdp_body;
use crate::call::phase::Phase;

/// An INVITE that names a dialog of a call.
#[derive(Debug)]
pub struct Seating {
    /// The number of its leg in that call; who sends it here gives it.
    pub leg: LegId,
    /// The dialog, and what is wanted of it.
    pub wanted: Wanted,
    /// The INVITE.
    pub incoming: Incoming,
}

/// Whose place is wanted.
enum Place {
    /// A phone's that rings.
    Ringing,
    /// That of a leg that talks to another.
    Talking(LegId),
}

impl Call {
    /// A phone asks for a place in this call.
    pub(in crate::call) fn seating(&mut self, now: Instant, asked: Seating, out: &mut Vec<Effect>) {
        let Seating {
            leg,
            wanted,
            incoming,
        } = asked;
        let (transaction, request) = (incoming.transaction, incoming.request.clone());
        let seated = match wanted {
            Wanted::Replaces(replaces) => self.seat(now, (leg, &replaces), incoming, out),
            Wanted::Join(join) => self.ask_in(now, (leg, &join), &incoming, out),
        };
        if let Err(refusal) = seated {
            let response = refusal.response(&request);
            let effect = user_agent::Effect::Respond {
                transaction,
                response,
            };
            out.push(Effect::Sip { leg, effect });
        }
    }

    fn seat(
        &mut self,
        now: Instant,
        (id, replaces): (LegId, &Replaces),
        incoming: Incoming,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        let place = self.place_of(replaces, &incoming.caller.number)?;
        let (mut leg, effects) = self.visitor(now, id, &incoming)?;
        let caller = self.legs.find(self.caller_leg);
        let waits =
            caller.is_some_and(|caller| caller.stage == Stage::Early && caller.negotiator.has_remote());
        let shared = caller.and_then(|caller| caller.negotiator.common_codec(&leg.negotiator));
        if waits && leg.negotiator.has_remote() && shared.is_none() {
            return Err(StatusCode::NOT_ACCEPTABLE_HERE.into());
        }
        let (role, target, purpose) = match place {
            Place::Ringing => {
                self.stop_ringing(now, None, Some(ANSWERED_ELSEWHERE), out);
                (Role::Callee, self.caller_leg, Purpose::PickUp)
            }
            Place::Talking(replaced) => {
                let role = self.legs.role(replaced).unwrap_or(Role::Callee);
                let vacated = self.vacate(now, replaced, None, out);
                let (target, purpose) = vacated.ok_or(StatusCode::DECLINE)?;
                (role, target, purpose)
            }
        };
        leg.role = role;
        self.legs.push(leg);
        self.legs.take(id, effects, out);
        self.note_answer(id, incoming.request.headers());
        self.phase = Phase::Taking(Taking {
            moved: id,
            party: incoming.caller,
            media_ip: incoming.media_ip,
            target,
            purpose,
            follows: false,
        });
        self.open_stream(id, incoming.media_ip, out);
        Ok(())
    }

    /// The leg that an INVITE to this call makes, and what its dialog wants at first.
    pub(in crate::call) fn visitor(
        &mut self,
        now: Instant,
        id: LegId,
        incoming: &Incoming,
    ) -> Result<(Leg, Vec<user_agent::Effect>), Refusal> {
        let negotiator = negotiator_of(incoming, &mut self.tokens)?;
        let local = LocalIdentity {
            contact: incoming.local_contact.clone(),
            terms: incoming.terms,
        };
        let mut effects = Vec::new();
        let usage = InviteUsage::receive(
            incoming.request.clone(),
            incoming.transaction,
            incoming.flow,
            local,
            &mut self.tokens,
            now,
            &mut effects,
        )?;
        let leg = Leg {
            id,
            role: Role::Caller,
            extension: Some(incoming.caller.number.clone()),
            usage,
            policy: incoming.policy.clone(),
            stage: Stage::Early,
            rings: None,
            negotiator,
            refreshing: false,
            ports: Ports::None,
            seen_at: None,
            address: None,
        };
        Ok((leg, effects))
    }

    /// Whose place a Replaces asks for, if this user may have it.
    fn place_of(&self, replaces: &Replaces, by: &str) -> Result<Place, StatusCode> {
        let id = self.legs.with_dialog(replaces);
        let id = id.ok_or(StatusCode::CALL_DOES_NOT_EXIST)?;
        let leg = self.legs.find(id).ok_or(StatusCode::CALL_DOES_NOT_EXIST)?;
        match (leg.stage, leg.role, &self.phase) {
            // Only a dialog that we began can be replaced before it is answered.
            (Stage::Early, Role::Caller, _) => Err(StatusCode::CALL_DOES_NOT_EXIST),
            (Stage::Early, Role::Callee, Phase::Ringing(fork)) if fork.ringing.contains(&id) => {
                match (leg.extension.is_some(), fork.successor.is_none()) {
                    (true, true) => Ok(Place::Ringing),
                    (true, false) => Err(StatusCode::REQUEST_PENDING),
                    (false, _) => Err(StatusCode::FORBIDDEN),
                }
            }
            _ => {
                self.replaceable(id, replaces.early_only, by)?;
                Ok(Place::Talking(id))
            }
        }
    }

    /// The ports are open: the 200, in the codec of the partner if the phone speaks it.
    pub(super) fn accept_replacing(
        &mut self,
        now: Instant,
        (id, target): (LegId, LegId),
        out: &mut Vec<Effect>,
    ) {
        let Some((leg, partner)) = self.legs.pair_mut(id, target) else {
            return;
        };
        let Some(address) = leg.address() else { return };
        let spoken = partner.negotiator.agreed().map(|agreed| agreed.codec);
        let wanted = spoken.or_else(|| partner.negotiator.common_codec(&leg.negotiator));
        let sdp = if leg.negotiator.has_remote() {
            leg.negotiator.answer_with(wanted, &address).map(|(sdp, _)| sdp)
        } else if let Some(spoken) = spoken {
            Ok(leg.negotiator.offer_first(spoken, &address))
        } else if partner.negotiator.has_remote() {
            leg.negotiator.offer_from(&partner.negotiator, &address)
        } else {
            Ok(leg.negotiator.offer(&address))
        };
        let sdp = match sdp {
            Ok(sdp) => sdp,
            Err(error) => return self.give_back(now, refusal_of(&error), out),
        };
        leg.stage = Stage::Answered;
        let accept = Command::Accept {
            body: Some(sdp_body(sdp)),
            headers: Vec::new(),
        };
        self.legs.tell(now, id, accept, out);
        if !self
            .legs
            .find(id)
            .is_some_and(|leg| leg.negotiator.awaits_answer())
        {
            self.fit(now, out);
        }
    }

    /// Its ACK; after a late offer it brings the answer. `true`: that was it.
    pub(in crate::call) fn replacing_confirmed(
        &mut self,
        now: Instant,
        from: LegId,
        body: Option<&Body>,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Phase::Taking(Taking { moved, follows, .. }) = self.phase else {
            return false;
        };
        if from == moved && !follows {
            self.taking_answered(now, from, body, out);
        }
        true
    }

    /// Who picked up talks to the caller.
    pub(super) fn picked_up(&mut self, now: Instant, phone: LegId, by: Party, out: &mut Vec<Effect>) {
        self.answered_by = Some(by.number);
        if self.is_transferring() {
            return self.match_legs(now, self.caller_leg, phone, out);
        }
        let caller = self.caller_leg;
        let late = self.waits_for_offer(phone);
        let sdp = if late {
            self.offer_agreed(phone)
        } else {
            self.carry(phone, caller, None, false)
        };
        let exchange = late.then_some(Exchange::invited(caller, true));
        self.phase = Phase::Bridged(Bridge::new(caller, phone, exchange));
        match sdp {
            Ok(sdp) => self.joined(now, phone, sdp, out),
            Err(error) => self.end_with(now, EndReason::NoCommonCodec, refusal_of(&error), out),
        }
    }
}
