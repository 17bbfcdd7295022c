//! Ringing several phones at once; the first to answer wins (RFC 3261 §16.7 as a B2BUA does it).

use std::time::{Duration, Instant};

use bytes::Bytes;
use sip_stack::message::{Body, StatusCode};

use sip_stack::user_agent::Farewell;

use super::bridge::Answerer;
use super::call::Call;
use super::early_offer::Asked;
use super::effect::{Effect, MediaAction, Milestone};
use super::end::EndReason;
use super::identity::Phone;
use super::leg::{LegId, Stage};
use super::limits::FORKS_MAX;
use super::phase::Phase;
use super::redirect::Redirects;
use super::status;
use super::transfer::Guest;

/// What the phones that lose are told (RFC 3326 §2, §3.1).
pub(super) const ANSWERED_ELSEWHERE: &[u8] = b"SIP;cause=200;text=\"Call completed elsewhere\"";

/// The phones that ring for one `ring` step.
#[derive(Debug)]
pub(super) struct Fork {
    /// Phones whose media ports are being opened.
    pub(super) waiting: Vec<(LegId, Phone)>,
    pub(super) ringing: Vec<LegId>,
    /// How many were called.
    called: usize,
    ring_until: Instant,
    /// The best refusal so far.
    pub(super) refusal: Option<StatusCode>,
    /// The phone whose early media the caller hears.
    pub(super) early: Option<LegId>,
    /// The phone whose early offer the caller is to answer.
    pub(super) asked: Option<Asked>,
    /// Who is to be the caller once a phone answers.
    pub(super) successor: Option<Guest>,
    /// By what else phones are reached should their flow have failed.
    pub(super) other_flows: Vec<(LegId, Vec<Phone>)>,
    /// Where phones sent the call on.
    pub(super) redirects: Redirects,
    /// The latest provisional status the caller was given.
    pub(super) told: Option<StatusCode>,
    /// The caller, whom the switch has answered, hears that it rings.
    pub(super) is_heard: bool,
    /// The plan lets the audio go from phone to phone.
    pub(super) may_go_direct: bool,
}

impl Fork {
    /// For one leg that leads outside.
    pub(super) fn one(ring_until: Instant) -> Self {
        Self {
            waiting: Vec::new(),
            ringing: Vec::new(),
            called: 1,
            ring_until,
            refusal: None,
            early: None,
            told: None,
            is_heard: false,
            may_go_direct: false,
            asked: None,
            successor: None,
            other_flows: Vec::new(),
            redirects: Redirects::default(),
        }
    }

    pub(super) fn ring_until(&self) -> Instant {
        self.ring_until
    }

    pub(super) fn rings_one(&self) -> bool {
        self.called == 1
    }

    fn note_refusal(&mut self, status: StatusCode) {
        if self
            .refusal
            .is_none_or(|best| status::rank(status) < status::rank(best))
        {
            self.refusal = Some(status);
        }
    }
}

impl Call {
    /// The users' phones are known: call them all.
    pub(super) fn located(&mut self, now: Instant, phones: Vec<Phone>, out: &mut Vec<Effect>) {
        let Phase::Locating {
            ring_for,
            may_go_direct,
        } = self.phase
        else {
            return self.redirect_located(now, phones, out);
        };
        if phones.is_empty() {
            self.refusal = None;
            self.resume(now, dialplan::Outcome::Unregistered, out);
            return;
        }
        let phones: Vec<Phone> = phones.into_iter().take(FORKS_MAX).collect();
        out.push(Effect::Milestone(Milestone::Calling { phones: phones.len() }));
        self.phase = Phase::Ringing(Fork {
            waiting: Vec::with_capacity(phones.len()),
            ringing: Vec::with_capacity(phones.len()),
            called: phones.len(),
            ring_until: now + ring_for.min(RING_MAX),
            refusal: None,
            early: None,
            asked: None,
            successor: None,
            told: None,
            is_heard: false,
            may_go_direct,
            other_flows: Vec::new(),
            redirects: Redirects::of(&phones),
        });
        self.open_stream(self.caller_leg, self.caller_media_ip, out);
        for phone in phones {
            self.add_phone(phone, out);
        }
    }

    /// Asks for the ports of one phone; it is called when they are open.
    pub(super) fn add_phone(&mut self, mut phone: Phone, out: &mut Vec<Effect>) -> LegId {
        let id = self.legs.next_id();
        let ip = phone.media_ip;
        if let Phase::Ringing(fork) = &mut self.phase {
            fork.ringing.push(id);
            fork.other_flows
                .push((id, std::mem::take(&mut phone.other_flows)));
            fork.waiting.push((id, phone));
            out.push(Effect::OpenStream { leg: id, ip });
        }
        id
    }

    /// A phone refused or could not be reached. The last refusal decides; a 6xx decides at once.
    pub(super) fn phone_failed(
        &mut self,
        now: Instant,
        id: LegId,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        self.legs.close_stream(id, out);
        if let Some(leg) = self.legs.find_mut(id) {
            leg.stage = Stage::Over;
        }
        let Phase::Ringing(fork) = &mut self.phase else {
            return;
        };
        if !fork.ringing.contains(&id) {
            return;
        }
        fork.ringing.retain(|&ringing| ringing != id);
        if fork.early == Some(id) {
            fork.early = None;
        }
        fork.asked.take_if(|asked| asked.phone == id);
        // Which flow has failed is between the phone and us (RFC 5626 §11.1).
        let status = match status {
            StatusCode::FLOW_FAILED => StatusCode::TEMPORARILY_UNAVAILABLE,
            status => status,
        };
        fork.note_refusal(status);
        let refused_everywhere = (600..700).contains(&status.code());
        if !fork.ringing.is_empty() && !refused_everywhere {
            return;
        }
        let (refusal, successor) = (fork.refusal, fork.successor.take());
        self.stop_ringing(now, None, None, out);
        if self.disappoint(now, successor, refusal.unwrap_or(status), out) {
            return;
        }
        self.refusal = refusal;
        self.resume(
            now,
            refusal.map_or(dialplan::Outcome::Failed, status::outcome),
            out,
        );
    }

    /// The time to answer is over.
    pub(super) fn nobody_answered(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let successor = self.successor();
        self.stop_ringing(now, None, None, out);
        if self.disappoint(now, successor, EndReason::NoAnswer.status(), out) {
            return;
        }
        self.refusal = None;
        self.resume(now, dialplan::Outcome::NoAnswer, out);
    }

    /// A phone answered: the others stop, the two are joined.
    pub(super) fn phone_answered(
        &mut self,
        now: Instant,
        id: LegId,
        body: Option<&Body>,
        needs_acknowledge: bool,
        out: &mut Vec<Effect>,
    ) {
        if !matches!(&self.phase, Phase::Ringing(fork) if fork.ringing.contains(&id)) {
            // Too late: another phone answered, or the caller is gone. Answer and hang up (§13.2.2.4).
            self.release(now, id, EndReason::CallerCancelled.status(), out);
            return;
        }
        let successor = self.successor();
        let may_leave = matches!(&self.phase, Phase::Ringing(fork) if fork.may_go_direct);
        self.stop_ringing(now, Some(id), Some(ANSWERED_ELSEWHERE), out);
        self.answered_by = self.legs.find(id).and_then(|leg| leg.extension.clone());
        if self.succeed(now, (id, body), needs_acknowledge, successor, out) {
            return;
        }
        let answerer = Answerer {
            callee: id,
            may_leave,
        };
        self.join(now, answerer, body, needs_acknowledge, out);
    }

    fn successor(&mut self) -> Option<Guest> {
        match &mut self.phase {
            Phase::Ringing(fork) => fork.successor.take(),
            _ => None,
        }
    }

    /// Cancels every phone that still rings, except `winner`.
    pub(super) fn stop_ringing(
        &mut self,
        now: Instant,
        winner: Option<LegId>,
        reason: Option<&'static [u8]>,
        out: &mut Vec<Effect>,
    ) {
        let Phase::Ringing(fork) = std::mem::replace(&mut self.phase, Phase::Thinking) else {
            return;
        };
        if fork.is_heard && winner.is_none() {
            out.push(Effect::Media(MediaAction::Silence { leg: self.caller_leg }));
        }
        for id in fork.ringing.into_iter().filter(|&id| Some(id) != winner) {
            self.legs.hang_up(
                now,
                id,
                EndReason::CallerCancelled.status(),
                Farewell::because(reason.map(Bytes::from_static)),
                out,
            );
            self.legs.close_stream(id, out);
        }
    }

    /// Every `ring` ends: the phases that wait for phones hold this bound.
    pub(super) fn start_ringing(
        &mut self,
        extensions: Vec<String>,
        ring_for: Duration,
        may_go_direct: bool,
        out: &mut Vec<Effect>,
    ) {
        self.phase = Phase::Locating {
            ring_for,
            may_go_direct,
        };
        // Who is moved elsewhere is not meant for the device that was called first.
        let device = self.origin.device.clone().filter(|_| self.transfer.is_none());
        out.push(Effect::Locate { extensions, device });
    }

    /// What the caller is told when the plan gives up: the phone's own words, if the plan's cause says the
    /// same; a cause that the plan chose itself stands.
    pub(super) fn refusal_or(&self, reason: EndReason, status: StatusCode) -> StatusCode {
        let same = |refusal: &StatusCode| status::meaning(*refusal) == reason;
        match self.refusal.filter(same) {
            Some(refusal) if self.refuses_itself() => refusal,
            Some(refusal) => status::passed_on(refusal),
            None => status,
        }
    }
}

/// The longest a phone may ring, whatever the plan says.
pub(super) const RING_MAX: Duration = Duration::from_secs(10 * 60);
