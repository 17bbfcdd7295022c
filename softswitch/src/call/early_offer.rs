//! A phone offers before it answers: a late offer in a reliable 18x, whose PRACK owes the answer (RFC 3262 §5).
//!
//! The offer is carried to a caller that can take it in a reliable 18x of ours, and its PRACK brings the answer;
//! else the switch answers for itself and offers to the caller what was agreed, in the 200.

use std::time::Instant;

use media::offer_answer::NegotiationError;
use sip_stack::message::{Body, Response};
use sip_stack::user_agent::Command;

use super::call::{Call, refusal_of};
use super::early_media::Said;
use super::effect::{Effect, MediaAction};
use super::end::EndReason;
use super::leg::LegId;
use super::media::sdp_body;
use super::phase::Phase;

/// The callee whose PRACK waits for an answer.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) phone: LegId,
    pub(super) remote_tag: Box<str>,
}

impl Call {
    /// A phone's reliable 18x brought an offer.
    pub(super) fn phone_offered(
        &mut self,
        now: Instant,
        asked: Asked,
        (response, offer): (&Response, &Body),
        out: &mut Vec<Effect>,
    ) {
        let phone = asked.phone;
        let received = self
            .legs
            .find_mut(phone)
            .map_or(Err(NegotiationError::NoOffer), |leg| {
                leg.negotiator.receive_offer(&offer.bytes)
            });
        let answered = received.and_then(|()| {
            if self.takes_early_offer() {
                self.offer_agreed(phone)
            } else {
                self.answer_phone(now, &asked, out).map(|()| None)
            }
        });
        match answered {
            Ok(None) => self.phone_progress(now, phone, response, None, out),
            Ok(offer) => {
                let Phase::Ringing(fork) = &mut self.phase else {
                    return;
                };
                fork.asked = Some(asked);
                self.early_given = true;
                let said = Said {
                    status: response.status(),
                    body: offer,
                    headers: self.crossed(phone, response.headers()),
                };
                self.tell_progress(now, phone, said, out);
            }
            Err(error) => {
                self.legs.tell(now, phone, Command::Cancel { reason: None }, out);
                self.phone_failed(now, phone, refusal_of(&error), out);
            }
        }
    }

    /// Whether the caller waits for an offer and would acknowledge one before the answer.
    fn takes_early_offer(&self) -> bool {
        let alone = matches!(&self.phase, Phase::Ringing(fork) if fork.rings_one());
        let waits = self.legs.find(self.caller_leg).is_some_and(|caller| {
            caller.usage.is_reliable() && !caller.negotiator.has_remote() && caller.address().is_some()
        });
        alone && waits && !self.early_given
    }

    fn answer_phone(
        &mut self,
        now: Instant,
        asked: &Asked,
        out: &mut Vec<Effect>,
    ) -> Result<(), NegotiationError> {
        let leg = self.legs.find_mut(asked.phone).ok_or(NegotiationError::NoOffer)?;
        let address = leg.address().ok_or(NegotiationError::NoOffer)?;
        let (sdp, _) = leg.negotiator.answer(&address)?;
        let answer = Command::AcknowledgeProgress {
            remote_tag: asked.remote_tag.clone(),
            answer: Some(sdp_body(sdp)),
        };
        self.legs.tell(now, asked.phone, answer, out);
        self.agree(asked.phone, out);
        Ok(())
    }

    /// The caller's PRACK brought its answer to the offer that was carried over.
    pub(super) fn early_answered(&mut self, now: Instant, answer: Option<&Body>, out: &mut Vec<Effect>) {
        let caller = self.caller_leg;
        let asked = match &mut self.phase {
            Phase::Ringing(fork) => fork.asked.take(),
            _ => None,
        };
        let Some(asked) = asked else {
            // The phone is gone meanwhile; what the caller agreed to stands for the next.
            if let (Some(leg), Some(answer)) = (self.legs.find_mut(caller), answer) {
                let _ = leg.negotiator.receive_answer(&answer.bytes);
            }
            return;
        };
        match self.carry(caller, asked.phone, answer, false) {
            Ok(answer) => {
                let remote_tag = asked.remote_tag;
                let command = Command::AcknowledgeProgress { remote_tag, answer };
                self.legs.tell(now, asked.phone, command, out);
                if let Phase::Ringing(fork) = &mut self.phase {
                    fork.early = Some(asked.phone);
                }
                self.agree(caller, out);
                self.agree(asked.phone, out);
                out.push(Effect::Media(MediaAction::Bridge {
                    a: caller,
                    b: asked.phone,
                }));
            }
            Err(error) => self.end_with(now, EndReason::NoCommonCodec, refusal_of(&error), out),
        }
    }

    /// Whether the caller still waits for an offer while this phone has agreed already.
    pub(super) fn waits_for_offer(&self, phone: LegId) -> bool {
        let (caller, phone) = (self.legs.find(self.caller_leg), self.legs.find(phone));
        let waits = caller
            .is_some_and(|caller| !caller.negotiator.has_remote() && !caller.negotiator.awaits_answer());
        waits && phone.is_some_and(|phone| phone.negotiator.agreed().is_some())
    }

    /// What the phone offered or agreed on, as an offer to the caller.
    pub(super) fn offer_agreed(&mut self, phone: LegId) -> Result<Option<Body>, NegotiationError> {
        let pair = self.legs.pair_mut(self.caller_leg, phone);
        let (caller, phone) = pair.ok_or(NegotiationError::NoOffer)?;
        let address = caller.address().ok_or(NegotiationError::NoOffer)?;
        let sdp = caller.negotiator.offer_from(&phone.negotiator, &address)?;
        Ok(Some(sdp_body(sdp)))
    }
}
