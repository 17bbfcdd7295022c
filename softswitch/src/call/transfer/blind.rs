//! Blind transfer: the dialplan runs for the one who is moved (RFC 5589 §6).

use std::time::Instant;

use bytes::Bytes;
use dialplan::{Facts, Run};
use media::offer_answer::{MediaAddress, Negotiator};
use sip_stack::message::{Body, HeaderName, HeaderValue, NameAddr, Replaces, StatusCode};
use sip_stack::refer::ReferSubscription;

use super::referral::Referral;
use super::transfer::{Before, PARTING_MAX, Stage, Transfer};
use crate::call::bridge::Bridge;
use crate::call::call::{Call, refusal_of};
use crate::call::effect::{Effect, MediaAction};
use crate::call::end::EndReason;
use crate::call::identity::address_of_record;
use crate::call::leg::LegId;
use crate::call::media::sdp_body;
use crate::call::phase::Phase;
use crate::call::status;

impl Call {
    /// Follows a REFER: the partner waits in silence while the plan looks for the target.
    pub(super) fn transfer_blind(&mut self, now: Instant, referral: Referral, out: &mut Vec<Effect>) {
        let Some(before) = self.interrupt(now, out) else {
            return;
        };
        let Referral {
            id,
            by,
            moved,
            target,
            subscribes,
            listener,
        } = referral;
        let mut told = Vec::new();
        let subscription = subscribes.then(|| ReferSubscription::start(id, now, &mut told));
        self.transfer = Some(Transfer {
            by,
            moved,
            shown: self.party_of(moved),
            target,
            headers: self.invite_headers(&self.party_of(by).number, None),
            subscription,
            listener,
            answered_by: self.answered_by.clone(),
            stage: Stage::Reaching { before: Some(before) },
        });
        self.notify(now, by, told, out);
        self.dial_target(now, out);
    }

    /// Takes the two apart, as far as the phones can tell for the moment.
    pub(super) fn interrupt(&mut self, now: Instant, out: &mut Vec<Effect>) -> Option<Before> {
        if !matches!(self.phase, Phase::Bridged(_)) {
            return None;
        }
        let Phase::Bridged(bridge) = std::mem::replace(&mut self.phase, Phase::Thinking) else {
            return None;
        };
        self.close_relays(now, out);
        let leg = bridge.callee;
        out.push(Effect::Media(MediaAction::Silence { leg }));
        let caller_leg = self.caller_leg;
        Some(Before { bridge, caller_leg })
    }

    /// Lets the plan look for the target, on behalf of the one who is moved.
    pub(super) fn dial_target(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let Some(Transfer {
            by, moved, target, ..
        }) = &self.transfer
        else {
            return;
        };
        let facts = Facts {
            from: self.party_of(*by).number,
            to: target.clone(),
            outside: self.is_trunks(*by),
            at: self.wall(now),
        };
        self.caller_leg = *moved;
        self.phase = Phase::Thinking;
        self.refusal = None;
        // Whoever is moved has its session; no 18x can give it another.
        self.early_given = true;
        let (run, op) = Run::start(self.plan.clone(), facts);
        let mut steps = std::mem::replace(&mut self.run, run);
        self.path
            .extend(steps.take_trace().into_iter().map(super::Passage::Step));
        self.perform(now, op, out);
    }

    /// Referred-By names who asked as we know them, never as a phone claims to be (RFC 3892 §2.1).
    pub(super) fn invite_headers(
        &self,
        referrer: &str,
        replaces: Option<&Replaces>,
    ) -> Vec<(HeaderName, Bytes)> {
        let by = NameAddr::new(address_of_record(referrer, &self.domain)).to_bytes();
        let mut headers = vec![(HeaderName::ReferredBy, by)];
        headers.extend(replaces.map(|replaces| (HeaderName::Replaces, replaces.to_bytes())));
        headers
    }

    /// The offer to a target: every codec of ours, that of the one who is moved first.
    pub(in crate::call) fn offer_for_moved(
        &self,
        negotiator: &mut Negotiator,
        address: &MediaAddress,
    ) -> Option<Body> {
        let moved = self
            .legs
            .find(self.transfer.as_ref().filter(|it| it.is_reaching())?.moved)?;
        let spoken = moved.negotiator.agreed()?.codec;
        Some(sdp_body(negotiator.offer_first(spoken, address)))
    }

    /// The target answers provisionally. Early media is heard if it needs no conversion.
    pub(in crate::call) fn target_progress(
        &mut self,
        now: Instant,
        target: LegId,
        status: StatusCode,
        body: Option<&Body>,
        out: &mut Vec<Effect>,
    ) {
        if !self.is_transferring() {
            return;
        }
        self.report(now, status, out);
        let moved = self.caller_leg;
        let Some((leg, phone)) = self.legs.pair_mut(moved, target) else {
            return;
        };
        let Some(body) = body.filter(|_| phone.negotiator.awaits_answer()) else {
            return;
        };
        // A faulty one only costs the early media: the final answer is still to come.
        let Ok(agreed) = phone.negotiator.receive_answer(&body.bytes) else {
            return;
        };
        let same = leg
            .negotiator
            .agreed()
            .is_some_and(|its| its.codec == agreed.codec);
        if same && matches!(&self.phase, Phase::Ringing(fork) if fork.rings_one()) {
            self.agree(target, out);
            out.push(Effect::Media(MediaAction::Bridge { a: moved, b: target }));
        }
    }

    /// The target answered: both ends must now speak the same codec, both ways.
    pub(in crate::call) fn join_moved(
        &mut self,
        now: Instant,
        target: LegId,
        body: Option<&Body>,
        out: &mut Vec<Effect>,
    ) {
        let answered = match (self.legs.find_mut(target), body) {
            (Some(phone), Some(body)) if phone.negotiator.awaits_answer() => phone
                .negotiator
                .receive_answer(&body.bytes)
                .map(|_| ())
                .map_err(|error| refusal_of(&error)),
            (Some(phone), _) if phone.negotiator.agreed().is_some() => Ok(()),
            _ => Err(StatusCode::NOT_ACCEPTABLE_HERE),
        };
        match answered {
            Ok(()) => self.match_legs(now, self.caller_leg, target, out),
            Err(status) => {
                self.release(now, target, status, out);
                self.transfer_refused(now, status, out);
            }
        }
    }

    /// Both ends fit: they talk, and who asked is told and let go.
    pub(super) fn transferred(&mut self, now: Instant, target: LegId, out: &mut Vec<Effect>) {
        self.phase = Phase::Bridged(Bridge::new(self.caller_leg, target, None));
        self.connect(target, out);
        self.reached(now, out);
    }

    /// The reference has come to its good end: with a phone, or with the switch itself.
    pub(in crate::call) fn reached(&mut self, now: Instant, out: &mut Vec<Effect>) {
        if !self.is_transferring() {
            return;
        }
        self.note_transfer(StatusCode::OK);
        self.report(now, StatusCode::OK, out);
        let Some(transfer) = &mut self.transfer else {
            return;
        };
        self.answered_by = transfer.answered_by.take();
        let Stage::Reaching { before } = &transfer.stage else {
            return;
        };
        if before.is_none() {
            self.transfer = None;
            return;
        }
        let by = transfer.by;
        transfer.stage = Stage::Parting {
            release_at: now + PARTING_MAX,
        };
        self.legs.close_stream(by, out);
    }

    /// The plan found nobody: the two talk on, or the one who is left hears why.
    pub(in crate::call) fn transfer_refused(
        &mut self,
        now: Instant,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        self.note_transfer(status);
        let Some(transfer) = &mut self.transfer else {
            return;
        };
        self.answered_by = transfer.answered_by.take();
        let Stage::Reaching { before } = std::mem::replace(&mut transfer.stage, Stage::Over) else {
            return;
        };
        let Some(Before { bridge, caller_leg }) = before else {
            self.transfer = None;
            return self.end_with(now, status::meaning(status), status, out);
        };
        let callee = bridge.callee;
        self.caller_leg = caller_leg;
        self.phase = Phase::Bridged(bridge);
        self.connect(callee, out);
        self.report(now, status, out);
    }

    /// The phone that answered is gone before it was connected.
    pub(super) fn target_gone(&mut self, now: Instant, leg: LegId, out: &mut Vec<Effect>) -> bool {
        let is_target = matches!(&self.phase, Phase::Matching(matching) if matching.target == leg);
        if is_target {
            self.transfer_refused(now, EndReason::Unregistered.status(), out);
        }
        is_target
    }
}
