//! A leg that leads outside: one way after the other, each with a dialog of its own, until one takes the call.
//!
//! Which ways there are, and what they are told, the trunks say; here it is decided when the next one is tried.

use std::time::{Duration, Instant};

use bytes::Bytes;
use media::offer_answer::MediaAddress;
use sip_stack::auth::Login;
use sip_stack::message::{HeaderName, Method, Request, Response, StatusCode};
use sip_stack::user_agent::{Farewell, InviteUsage, OutgoingInvite};

use super::call::Call;
use super::cause;
use super::effect::{Effect, Milestone};
use super::end::EndReason;
use super::fork::{Fork, RING_MAX};
use super::gateway::{Gateway, NoWay, Refusal, Wish};
use super::leg::{Leg, LegId, Ports, Role, Stage};
use super::media::negotiator;
use super::phase::Phase;
use super::status;

/// Ways that one call tries.
const WAYS_MAX: usize = 8;

/// The leg that leads outside while it is not answered.
#[derive(Debug)]
pub(super) struct Outside {
    wish: Wish,
    leg: LegId,
    gateway: Option<Gateway>,
    /// What was sent, for a second try with proof.
    invite: Option<OutgoingInvite>,
    silent_until: Option<Instant>,
    /// The best refusal of the ways that were tried.
    refusal: Option<StatusCode>,
    /// No way was left or none had room: the refusal is the switch's own.
    own_refusal: bool,
}

impl Call {
    /// The plan wants a number outside.
    pub(super) fn dial(
        &mut self,
        now: Instant,
        number: String,
        trunks: Vec<String>,
        timeout: Duration,
        out: &mut Vec<Effect>,
    ) {
        self.phase = Phase::Ringing(Fork::one(now + timeout.min(RING_MAX)));
        self.open_stream(self.caller_leg, self.caller_media_ip, out);
        let wish = Wish {
            number,
            trunks,
            caller: self.shown_caller().clone(),
            private: self.origin.private,
            came_by: self.origin.came_by.clone(),
            diverted_by: self.diverted_by(),
            headers: self.origin.headers.clone(),
            policy: self.origin.policy.clone(),
            tried: Vec::new(),
        };
        self.outside = Some(Box::new(Outside {
            wish,
            leg: self.caller_leg,
            gateway: None,
            invite: None,
            silent_until: None,
            refusal: None,
            own_refusal: false,
        }));
        self.seek_way(out);
    }

    fn seek_way(&mut self, out: &mut Vec<Effect>) {
        let id = self.legs.next_id();
        let (Phase::Ringing(fork), Some(outside)) = (&mut self.phase, &mut self.outside) else {
            return;
        };
        fork.ringing.push(id);
        outside.leg = id;
        (outside.gateway, outside.invite, outside.silent_until) = (None, None, None);
        out.push(Effect::FindWay {
            leg: id,
            wish: Box::new(outside.wish.clone()),
        });
    }

    /// The trunks' answer.
    pub(super) fn way_found(
        &mut self,
        now: Instant,
        id: LegId,
        found: Result<Box<Gateway>, NoWay>,
        out: &mut Vec<Effect>,
    ) {
        let waited = matches!(&self.phase, Phase::Ringing(fork) if fork.ringing.contains(&id));
        let Some(outside) = self
            .outside
            .as_mut()
            .filter(|outside| waited && outside.leg == id)
        else {
            out.push(Effect::LeaveWay { leg: id });
            return;
        };
        match found {
            Ok(gateway) => {
                outside.wish.tried.push(gateway.way);
                out.push(Effect::OpenStream {
                    leg: id,
                    ip: gateway.media_ip,
                });
                out.push(Effect::Milestone(Milestone::Trunk {
                    name: gateway.trunk.clone(),
                }));
                outside.gateway = Some(*gateway);
            }
            Err(no_way) => self.no_way_left(now, id, no_way, out),
        }
    }

    fn no_way_left(&mut self, now: Instant, id: LegId, no_way: NoWay, out: &mut Vec<Effect>) {
        let refusal = self.outside.as_ref().and_then(|outside| outside.refusal);
        let status = match (no_way, refusal) {
            (_, Some(refusal)) => refusal,
            (NoWay::Loop, None) => StatusCode::LOOP_DETECTED,
            (NoWay::Left | NoWay::Full { .. }, None) => {
                let retry_after_s = match no_way {
                    NoWay::Full { retry_after_s } => Some(retry_after_s),
                    _ => None,
                };
                // It is the switch's own refusal, and the caller may know it.
                if let Some(outside) = &mut self.outside {
                    outside.own_refusal = true;
                }
                let after = |seconds: u32| (HeaderName::RetryAfter, Bytes::from(seconds.to_string()));
                self.legs.refused_with = retry_after_s.map(after).into_iter().collect();
                StatusCode::SERVICE_UNAVAILABLE
            }
        };
        out.push(Effect::LeaveWay { leg: id });
        self.phone_failed(now, id, status, out);
    }

    /// The last refusal is the switch's own, and the caller may know it as it is.
    pub(super) fn refuses_itself(&self) -> bool {
        self.outside.as_ref().is_some_and(|outside| outside.own_refusal)
    }

    /// Whether this leg leads outside and is not answered yet.
    pub(super) fn leads_outside(&self, id: LegId) -> bool {
        self.outside.as_ref().is_some_and(|outside| outside.leg == id)
    }

    /// Whether a leg's far end is a trunk: it may not dial as our users may.
    pub(super) fn is_trunks(&self, id: LegId) -> bool {
        self.leads_outside(id) || (id == LegId::CALLER && self.origin.came_by.is_some())
    }

    /// The ports towards the trunk are open: call it. `false`: nobody waits for these ports any more.
    pub(super) fn invite_trunk(
        &mut self,
        now: Instant,
        id: LegId,
        address: MediaAddress,
        out: &mut Vec<Effect>,
    ) -> bool {
        let waited = matches!(&self.phase, Phase::Ringing(fork) if fork.ringing.contains(&id));
        let gateway = self.outside.as_ref().and_then(|outside| outside.gateway.clone());
        let Some(mut gateway) = gateway.filter(|_| waited) else {
            return false;
        };
        let codecs = std::mem::take(&mut gateway.codecs);
        let mut negotiator = negotiator(&mut self.tokens, codecs, gateway.encryption);
        let offer = match self.offer_for(&mut negotiator, &address) {
            Ok(offer) => offer,
            Err(status) => {
                self.phone_failed(now, id, status, out);
                return false;
            }
        };
        let mut invite = OutgoingInvite {
            uri: gateway.uri,
            from: gateway.from,
            to: gateway.to,
            contact: gateway.local_contact,
            target: gateway.target,
            route: gateway.route,
            offer: self.with_parts(offer, &gateway.headers),
            max_forwards: self.max_forwards,
            terms: gateway.terms,
            headers: gateway.headers,
        };
        self.prove(&mut invite);
        let mut effects = Vec::new();
        let mut usage = InviteUsage::start(invite.clone(), &mut self.tokens, now, &mut effects);
        usage.prove_with(self.login());
        self.legs.push(Leg {
            id,
            role: Role::Callee,
            extension: Some(gateway.trunk),
            usage,
            policy: gateway.policy,
            stage: Stage::Early,
            rings: None,
            negotiator,
            ports: Ports::Open,
            seen_at: None,
            refreshing: false,
            address: Some(address),
        });
        if let Some(outside) = &mut self.outside {
            outside.invite = Some(invite);
            outside.silent_until = Some(now + gateway.answer_within);
        }
        self.legs.take(id, effects, out);
        true
    }

    /// Puts proof in, once the trunk has asked for it.
    fn prove(&mut self, invite: &mut OutgoingInvite) {
        let cnonce = self.tokens.tag();
        let Some(login) = self
            .outside
            .as_mut()
            .and_then(|outside| outside.gateway.as_mut()?.login.as_mut())
        else {
            return;
        };
        let mut request = Request::new(Method::Invite, invite.uri.clone());
        request.set_body(invite.offer.clone());
        login.prove(&mut request, &cnonce);
        for name in [HeaderName::Authorization, HeaderName::ProxyAuthorization] {
            invite.headers.retain(|(other, _)| *other != name);
            let proofs = request.headers().values(name.clone());
            let proofs = proofs.map(|value| (name.clone(), Bytes::copy_from_slice(value)));
            invite.headers.extend(proofs);
        }
    }

    /// What the trunk's later challenges are answered with, as far as it has asked for proof by now.
    fn login(&self) -> Option<Login> {
        self.outside.as_ref()?.gateway.as_ref()?.login.clone()
    }

    /// A callee's INVITE failed: a trunk's may be tried with proof or by another way, a phone's is over.
    pub(super) fn callee_failed(
        &mut self,
        now: Instant,
        id: LegId,
        status: StatusCode,
        response: Option<&Response>,
        out: &mut Vec<Effect>,
    ) {
        let still = matches!(&self.phase, Phase::Ringing(fork) if fork.ringing.contains(&id));
        if !still || !self.leads_outside(id) {
            return self.phone_failed(now, id, status, out);
        }
        if response.is_some_and(|response| self.prove_again(now, id, response, out)) {
            return;
        }
        let status = response.map_or(status, |response| cause::meant(status, response.headers()));
        let retry_after = response.and_then(|response| response.headers().retry_after().ok().flatten());
        self.way_refused(id, status, retry_after, response.is_some(), out);
        let goes_on = self.outside.as_ref().is_some_and(|outside| {
            let listed = |gateway: &Gateway| gateway.failover.contains(&status.code());
            outside.gateway.as_ref().is_some_and(listed) || response.is_none()
        });
        if goes_on {
            self.next_way(now, id, status, out);
        } else {
            self.phone_failed(now, id, status, out);
        }
    }

    /// Tells the trunks how it went.
    fn way_refused(
        &self,
        id: LegId,
        status: StatusCode,
        retry_after_s: Option<u32>,
        answered: bool,
        out: &mut Vec<Effect>,
    ) {
        if let Some(gateway) = self.outside.as_ref().and_then(|outside| outside.gateway.as_ref()) {
            let way = gateway.way;
            out.push(Effect::WayRefused(Refusal {
                way,
                status,
                retry_after_s,
                answered,
            }));
        }
        out.push(Effect::LeaveWay { leg: id });
    }

    /// Leaves this way for the next one. Once the caller has heard it, another would not fit any more.
    fn next_way(&mut self, now: Instant, id: LegId, status: StatusCode, out: &mut Vec<Effect>) {
        let Some(outside) = &mut self.outside else { return };
        let bound = self.early_given && self.transfer.is_none();
        if bound || outside.wish.tried.len() >= WAYS_MAX {
            return self.phone_failed(now, id, status, out);
        }
        if outside
            .refusal
            .is_none_or(|best| status::rank(status) < status::rank(best))
        {
            outside.refusal = Some(status);
        }
        self.legs.close_stream(id, out);
        if let Some(leg) = self.legs.find_mut(id) {
            leg.stage = Stage::Over;
        }
        if let Phase::Ringing(fork) = &mut self.phase {
            fork.ringing.retain(|ringing| *ringing != id);
        }
        self.seek_way(out);
    }

    /// Answers a challenge within the same call: same Call-ID and tag, next `CSeq` (RFC 3261 §22.2).
    fn prove_again(&mut self, now: Instant, id: LegId, response: &Response, out: &mut Vec<Effect>) -> bool {
        if !matches!(response.status().code(), 401 | 407) {
            return false;
        }
        let Some(outside) = &mut self.outside else {
            return false;
        };
        let login = outside
            .gateway
            .as_mut()
            .and_then(|gateway| gateway.login.as_mut());
        if login.is_none_or(|login| login.challenged(response).is_err()) {
            return false;
        }
        let Some(mut invite) = outside.invite.clone() else {
            return false;
        };
        self.prove(&mut invite);
        let login = self.login();
        let Some(leg) = self.legs.find_mut(id) else {
            return false;
        };
        leg.stage = Stage::Early;
        let mut effects = Vec::new();
        leg.usage.retry(invite, response, now, &mut effects);
        leg.usage.prove_with(login);
        self.legs.take(id, effects, out);
        true
    }

    /// When a silent trunk is given up.
    pub(super) fn silent_until(&self) -> Option<Instant> {
        let still = matches!(&self.phase, Phase::Ringing(_));
        self.outside.as_ref().filter(|_| still)?.silent_until
    }

    /// Nothing came from the trunk at all: it is left for the next one.
    pub(super) fn trunk_silent(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let Some(outside) = &mut self.outside else { return };
        if outside.silent_until.is_none_or(|at| at > now) {
            return;
        }
        outside.silent_until = None;
        let id = outside.leg;
        if self.legs.find(id).is_none_or(|leg| leg.usage.is_heard()) {
            return;
        }
        let status = EndReason::MediaTimeout.status();
        self.way_refused(id, status, None, false, out);
        self.legs.hang_up(now, id, status, Farewell::default(), out);
        self.next_way(now, id, status, out);
    }
}
