//! A session under way changes: re-INVITEs carried from one leg to the other (RFC 3261 §14).

use std::time::Instant;

use media::offer_answer::NegotiationError;
use sip_stack::message::{Body, StatusCode};
use sip_stack::user_agent::Command;

use super::call::{Call, refusal_of};
use super::effect::Effect;
use super::end::EndReason;
use super::exchange::Exchange;
use super::leg::LegId;
use super::media::sdp_body;
use super::phase::Phase;
use super::status;

impl Call {
    /// A leg's phone offers anew, or (without `offer`) asks for an offer.
    pub(super) fn reinvited(
        &mut self,
        now: Instant,
        from: LegId,
        offer: Option<Body>,
        out: &mut Vec<Effect>,
    ) {
        if matches!(self.phase, Phase::Matching(_) | Phase::Taking(_)) {
            return self.refuse_reinvite(now, from, StatusCode::REQUEST_PENDING, out);
        }
        self.give_way_to(now, from, out);
        let Phase::Bridged(bridge) = &mut self.phase else {
            self.reinvited_alone(now, from, offer, out);
            return;
        };
        if !bridge.joins(from) {
            return self.reinvited_alone(now, from, offer, out);
        }
        let (is_open, to) = (bridge.is_busy(), bridge.other(from));
        if is_open || self.is_refreshing(to) {
            // Both legs wait for each other otherwise, and for ever (RFC 3261 §14.2).
            self.refuse_reinvite(now, from, StatusCode::REQUEST_PENDING, out);
            return;
        }
        if let Phase::Bridged(bridge) = &mut self.phase {
            bridge.exchange = Some(Exchange::invited(from, offer.is_none()));
        }
        let carried = match offer {
            None => Ok(None),
            Some(offer) => self.carry(from, to, Some(&offer), true),
        };
        match carried {
            Ok(offer) => self.legs.tell(
                now,
                to,
                Command::Reinvite {
                    offer,
                    headers: Vec::new(),
                },
                out,
            ),
            Err(error) => self.reinvite_failed(now, to, refusal_of(&error), out),
        }
    }

    /// The other phone answered a re-INVITE that was carried to it.
    pub(super) fn reinvite_answered(
        &mut self,
        now: Instant,
        from: LegId,
        body: Option<&Body>,
        needs_acknowledge: bool,
        out: &mut Vec<Effect>,
    ) {
        match self.phase {
            Phase::Matching(_) => return self.matched(now, from, body, out),
            Phase::Taking(_) => return self.taking_answered(now, from, body, out),
            _ => {}
        }
        let Phase::Bridged(bridge) = &mut self.phase else {
            return;
        };
        let callee = bridge.callee;
        let Some(exchange) = bridge.exchange else { return };
        if exchange.abandoned {
            self.settle_abandoned(now, from, body, needs_acknowledge, out);
            return;
        }
        if !needs_acknowledge {
            bridge.exchange = None;
        }
        match self.carry(from, exchange.opener, body, needs_acknowledge) {
            Ok(body) => {
                self.accept_opener(now, exchange, body, out);
                if !needs_acknowledge {
                    self.connect(callee, out);
                }
            }
            // The 2xx stands and cannot be taken back: the sessions no longer fit each other.
            Err(_) => self.end(now, EndReason::NoCommonCodec, out),
        }
    }

    /// The opener of an exchange took it back: so do we, on the other leg.
    pub(super) fn reinvite_cancelled(&mut self, now: Instant, opener: LegId, out: &mut Vec<Effect>) {
        let Phase::Bridged(bridge) = &mut self.phase else {
            return;
        };
        let to = bridge.other(opener);
        let Some(exchange) = &mut bridge.exchange else {
            return;
        };
        exchange.abandoned = true;
        if let Some(leg) = self.legs.find_mut(opener) {
            leg.negotiator.rollback();
        }
        self.legs.tell(now, to, Command::Cancel { reason: None }, out);
    }

    /// The other phone accepted before it heard that the exchange was taken back. Its side stands; it is
    /// answered for the switch itself where it still waits.
    fn settle_abandoned(
        &mut self,
        now: Instant,
        from: LegId,
        body: Option<&Body>,
        needs_acknowledge: bool,
        out: &mut Vec<Effect>,
    ) {
        if let Phase::Bridged(bridge) = &mut self.phase {
            bridge.exchange = None;
        }
        let (Some(leg), Some(body)) = (self.legs.find_mut(from), body) else {
            return;
        };
        // What does not fit leaves the session as it was.
        if needs_acknowledge {
            let offered = leg.negotiator.receive_offer(&body.bytes);
            let address = leg.address().ok_or(NegotiationError::NoOffer);
            let answer = offered
                .and(address)
                .and_then(|address| leg.negotiator.answer(&address));
            let answer = answer.ok().map(|(sdp, _)| sdp_body(sdp));
            self.legs.tell(now, from, Command::Acknowledge { answer }, out);
        } else {
            let _ = leg.negotiator.receive_answer(&body.bytes);
        }
        self.audio_is_here();
        self.agree(from, out);
    }

    /// The other phone refused: the sessions stay as they were (RFC 3261 §14.1).
    pub(super) fn reinvite_failed(
        &mut self,
        now: Instant,
        from: LegId,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        match self.phase {
            Phase::Matching(_) => return self.mismatched(now, from, status, out),
            Phase::Taking(_) => return self.taking_refused(now, from, status, out),
            _ => {}
        }
        let Phase::Bridged(bridge) = &mut self.phase else {
            return;
        };
        let Some(exchange) = bridge.exchange.take() else {
            return;
        };
        for leg in [from, exchange.opener] {
            if let Some(leg) = self.legs.find_mut(leg) {
                leg.negotiator.rollback();
            }
        }
        if !exchange.abandoned {
            self.refuse_opener(now, exchange, status::passed_on(status), out);
        }
    }

    pub(super) fn refuse_reinvite(
        &mut self,
        now: Instant,
        leg: LegId,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        let headers = Vec::new();
        self.legs
            .tell(now, leg, Command::RejectReinvite { status, headers }, out);
    }
}
