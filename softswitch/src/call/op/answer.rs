//! `answer`: the switch itself answers the caller, and what it then does when the caller speaks to
//! it alone.

use std::time::Instant;

use dialplan::{Op, Outcome};
use sip_stack::message::{Body, StatusCode};
use sip_stack::user_agent::Command;

use crate::call::EndReason;
use crate::call::call::{Call, refusal_of};
use crate::call::effect::{Effect, Milestone};
use crate::call::leg::{LegId, Ports, Stage};
use crate::call::media::sdp_body;
use crate::call::phase::{Phase, Then};

impl Call {
    pub(super) fn answer(&mut self, now: Instant, out: &mut Vec<Effect>) {
        if self.is_answered() {
            self.resume(now, Outcome::Done, out);
        } else {
            self.answer_then(now, Then::Resume, out);
        }
    }

    pub(in crate::call) fn is_answered(&self) -> bool {
        self.legs
            .find(self.caller_leg)
            .is_some_and(|caller| caller.stage == Stage::Answered)
    }

    /// Answers first what only an answered call can do.
    pub(super) fn answer_before(&mut self, now: Instant, op: Op, out: &mut Vec<Effect>) {
        self.answer_then(now, Then::Perform(op), out);
    }

    fn answer_then(&mut self, now: Instant, then: Then, out: &mut Vec<Effect>) {
        self.phase = Phase::Answering { then };
        let open = self
            .legs
            .find(self.caller_leg)
            .is_some_and(|caller| caller.ports == Ports::Open);
        if open {
            self.answer_if_wanted(now, out);
        } else {
            self.open_stream(self.caller_leg, self.caller_media_ip, out);
        }
    }

    /// The caller's ports are open: the 200, if the plan is waiting to answer.
    pub(in crate::call) fn answer_if_wanted(&mut self, now: Instant, out: &mut Vec<Effect>) {
        if !matches!(self.phase, Phase::Answering { .. }) || self.is_answered() {
            return;
        }
        let Some(caller) = self.legs.find_mut(self.caller_leg) else {
            return;
        };
        let Some(address) = caller.address() else { return };
        let sdp = if caller.negotiator.has_remote() {
            match caller.negotiator.answer(&address) {
                Ok((sdp, _)) => sdp,
                Err(error) => {
                    self.end_with(now, EndReason::NoCommonCodec, refusal_of(&error), out);
                    return;
                }
            }
        } else {
            caller.negotiator.offer(&address)
        };
        caller.stage = Stage::Answered;
        self.times.answered = Some(now);
        out.push(Effect::Milestone(Milestone::Answered { by: None }));
        let accept = Command::Accept {
            body: Some(sdp_body(sdp)),
            headers: Vec::new(),
        };
        self.legs.tell(now, self.caller_leg, accept, out);
    }

    /// The caller's ACK, while it speaks to the switch alone; after a late offer it brings the answer.
    pub(in crate::call) fn acknowledged_alone(
        &mut self,
        now: Instant,
        leg: LegId,
        body: Option<&Body>,
        out: &mut Vec<Effect>,
    ) {
        let fits = self.take_late_answer(leg, body);
        self.agree(leg, out);
        if leg != self.caller_leg {
            return;
        }
        if !fits {
            self.end(now, EndReason::NoCommonCodec, out);
            return;
        }
        if !matches!(self.phase, Phase::Answering { .. }) {
            return;
        }
        let Phase::Answering { then } = std::mem::replace(&mut self.phase, Phase::Thinking) else {
            return;
        };
        match then {
            Then::Resume => self.resume(now, Outcome::Done, out),
            Then::Perform(op) => self.perform(now, op, out),
        }
    }

    /// `false`: an answer was owed and none that fits has come.
    pub(in crate::call) fn take_late_answer(&mut self, leg: LegId, body: Option<&Body>) -> bool {
        let Some(leg) = self.legs.find_mut(leg) else {
            return false;
        };
        if !leg.negotiator.awaits_answer() {
            return true;
        }
        body.is_some_and(|body| leg.negotiator.receive_answer(&body.bytes).is_ok())
    }

    /// A re-INVITE while no other phone is joined: the switch answers for itself.
    pub(in crate::call) fn reinvited_alone(
        &mut self,
        now: Instant,
        leg: LegId,
        offer: Option<Body>,
        out: &mut Vec<Effect>,
    ) {
        let rings = matches!(self.phase, Phase::Locating { .. } | Phase::Ringing(_));
        if rings && leg == self.caller_leg {
            // The phones that ring were offered what was agreed before; it can change when one has answered.
            self.refuse_reinvite(now, leg, StatusCode::REQUEST_PENDING, out);
            return;
        }
        let Some(it) = self.legs.find_mut(leg) else { return };
        let Some(address) = it.address() else {
            return self.refuse_reinvite(now, leg, StatusCode::REQUEST_PENDING, out);
        };
        let answer = match offer {
            Some(offer) => it
                .negotiator
                .receive_offer(&offer.bytes)
                .and_then(|()| it.negotiator.answer(&address))
                .map(|(sdp, _)| sdp),
            None => Ok(it.negotiator.offer(&address)),
        };
        let command = match answer {
            Ok(sdp) => Command::AcceptReinvite {
                body: Some(sdp_body(sdp)),
                headers: Vec::new(),
            },
            Err(error) => {
                it.negotiator.rollback();
                Command::RejectReinvite {
                    status: refusal_of(&error),
                    headers: Vec::new(),
                }
            }
        };
        self.legs.tell(now, leg, command, out);
        self.agree(leg, out);
    }
}
