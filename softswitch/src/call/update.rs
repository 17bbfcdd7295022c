//! A new offer in an UPDATE, or in a PRACK before the answer (RFC 3311, RFC 3262 §5).

use std::time::Instant;

use media::offer_answer::NegotiationError;
use sip_stack::endpoint::ServerId;
use sip_stack::message::{Body, StatusCode};
use sip_stack::user_agent::Command;

use super::call::{Call, refusal_of};
use super::effect::Effect;
use super::exchange::Exchange;
use super::leg::LegId;
use super::media::sdp_body;
use super::phase::Phase;

impl Call {
    /// A leg's phone offers anew. Two phones that talk agree with each other; else the switch answers for itself.
    pub(super) fn updated(
        &mut self,
        now: Instant,
        from: LegId,
        transaction: ServerId,
        offer: &Body,
        out: &mut Vec<Effect>,
    ) {
        self.give_way_to(now, from, out);
        let Phase::Bridged(bridge) = &mut self.phase else {
            return self.updated_alone(now, from, transaction, offer, out);
        };
        if !bridge.joins(from) {
            return self.updated_alone(now, from, transaction, offer, out);
        }
        let (is_open, to) = (bridge.is_busy(), bridge.other(from));
        if is_open || self.is_refreshing(to) {
            return self.refuse_update(now, from, transaction, StatusCode::REQUEST_PENDING, out);
        }
        if let Phase::Bridged(bridge) = &mut self.phase {
            bridge.exchange = Some(Exchange::updated(from, transaction));
        }
        match self.carry(from, to, Some(offer), true) {
            Ok(offer) => {
                let headers = Vec::new();
                let takes_update = self.legs.find(to).is_some_and(|leg| leg.usage.takes_update());
                let command = if takes_update {
                    Command::Update { offer, headers }
                } else {
                    Command::Reinvite { offer, headers }
                };
                self.legs.tell(now, to, command, out);
            }
            Err(error) => self.reinvite_failed(now, to, refusal_of(&error), out),
        }
    }

    /// The switch answers: with what the other side has agreed on, if there is one yet.
    fn updated_alone(
        &mut self,
        now: Instant,
        from: LegId,
        transaction: ServerId,
        offer: &Body,
        out: &mut Vec<Effect>,
    ) {
        match self.answer_alone(from, offer) {
            Ok(body) => {
                let answer = Command::Respond {
                    transaction,
                    status: StatusCode::OK,
                    headers: Vec::new(),
                    body: Some(body),
                };
                self.legs.tell(now, from, answer, out);
                self.agree(from, out);
            }
            Err(error) => {
                if let Some(leg) = self.legs.find_mut(from) {
                    leg.negotiator.rollback();
                }
                self.refuse_update(now, from, transaction, refusal_of(&error), out);
            }
        }
    }

    fn answer_alone(&mut self, from: LegId, offer: &Body) -> Result<Body, NegotiationError> {
        let heard = match &self.phase {
            Phase::Ringing(fork) if from == self.caller_leg => fork.early,
            Phase::Ringing(fork) if fork.early == Some(from) => Some(self.caller_leg),
            _ => None,
        };
        let leg = self.legs.find_mut(from).ok_or(NegotiationError::NoOffer)?;
        let address = leg.address().ok_or(NegotiationError::NoOffer)?;
        leg.negotiator.receive_offer(&offer.bytes)?;
        let pair = heard.and_then(|heard| self.legs.pair_mut(from, heard));
        let (sdp, _) = match pair {
            Some((leg, heard)) => leg.negotiator.answer_from(&heard.negotiator, &address)?,
            None => {
                let leg = self.legs.find_mut(from).ok_or(NegotiationError::NoOffer)?;
                leg.negotiator.answer(&address)?
            }
        };
        Ok(sdp_body(sdp))
    }
}
