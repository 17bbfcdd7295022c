//! The INVITE to a phone of the house: its addresses, its headers, its offer (RFC 3261 §13.2.1).

use std::time::Instant;

use bytes::Bytes;
use media::offer_answer::{MediaAddress, Negotiator};
use sip_stack::message::{Body, HeaderName, NameAddr, StatusCode};
use sip_stack::user_agent::{InviteUsage, OutgoingInvite};

use super::call::{Call, refusal_of};
use super::effect::Effect;
use super::identity::{Party, Phone, address_of_record};
use super::leg::{Leg, LegId, Ports, Role, Stage};
use super::media::negotiator;
use super::media::sdp_body;
use super::phase::Phase;

impl Call {
    /// A phone's ports are open: call it with the caller's offer, or with none if the caller made none.
    /// `false`: nobody waits for these ports any more.
    pub(super) fn invite_phone(
        &mut self,
        now: Instant,
        id: LegId,
        address: MediaAddress,
        out: &mut Vec<Effect>,
    ) -> bool {
        if self.leads_outside(id) {
            return self.invite_trunk(now, id, address, out);
        }
        let Phase::Ringing(fork) = &mut self.phase else {
            return false;
        };
        let Some(at) = fork.waiting.iter().position(|(waiting, _)| *waiting == id) else {
            return false;
        };
        let (_, phone) = fork.waiting.swap_remove(at);
        let mut negotiator = negotiator(&mut self.tokens, self.codecs.clone(), phone.encryption);
        let offer = match self.offer_for(&mut negotiator, &address) {
            Ok(offer) => offer,
            Err(status) => {
                self.phone_failed(now, id, status, out);
                return false;
            }
        };
        let extension = phone.extension.clone();
        let seen_at = phone.target.ip();
        let mut effects = Vec::new();
        let usage = InviteUsage::start(
            self.invite_for(id, phone, offer),
            &mut self.tokens,
            now,
            &mut effects,
        );
        self.legs.push(Leg {
            id,
            role: Role::Callee,
            extension: Some(extension),
            usage,
            policy: self.phones.clone(),
            stage: Stage::Early,
            rings: None,
            negotiator,
            refreshing: false,
            ports: Ports::Open,
            seen_at,
            address: Some(address),
        });
        self.legs.take(id, effects, out);
        true
    }

    /// The caller's offer in the words of another leg. `None`: the caller waits for one.
    pub(super) fn offer_for(
        &self,
        negotiator: &mut Negotiator,
        address: &MediaAddress,
    ) -> Result<Option<Body>, StatusCode> {
        if self.is_transferring() {
            return Ok(self.offer_for_moved(negotiator, address));
        }
        let Some(caller) = self.legs.find(self.caller_leg) else {
            return Ok(None);
        };
        if !caller.negotiator.has_remote() {
            return Ok(None);
        }
        let sdp = negotiator
            .offer_from(&caller.negotiator, address)
            .map_err(|error| refusal_of(&error))?;
        Ok(Some(sdp_body(sdp)))
    }

    fn invite_for(&self, id: LegId, phone: Phone, offer: Option<Body>) -> OutgoingInvite {
        let callee = Party {
            number: phone.extension,
            name: None,
        };
        let caller = self.address_of(self.shown_caller());
        let mut headers = self.sent_on(id, &callee.number);
        headers.extend(self.headers_for_phone(&caller));
        OutgoingInvite {
            uri: phone.contact,
            from: self.presentation.from(caller),
            to: self.address_of(&callee),
            contact: phone.local_contact,
            target: phone.target,
            route: phone.route,
            offer: self.with_parts(offer, &headers),
            headers,
            max_forwards: self.max_forwards,
            terms: phone.terms,
        }
    }

    /// A session with what the caller's INVITE said beside its own, as far as these headers point to it.
    pub(super) fn with_parts(&self, session: Option<Body>, headers: &[(HeaderName, Bytes)]) -> Option<Body> {
        session.map(|session| self.origin.parts.beside(session, headers))
    }

    pub(super) fn address_of(&self, party: &Party) -> NameAddr {
        let address = NameAddr::new(address_of_record(&party.number, &self.domain));
        match &party.name {
            Some(name) => address.with_display(name),
            None => address,
        }
    }
}
