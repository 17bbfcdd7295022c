//! Before the answer: what the caller is told, and whose early media it hears (RFC 3960).
//!
//! Only a phone that rings alone is heard early: SDP once given binds the caller (RFC 3261 §13.2.1), and of
//! several phones another one may answer.

use std::time::Instant;

use bytes::Bytes;
use dialplan::Signal;
use sip_stack::message::{Body, HeaderName, Response, StatusCode};
use sip_stack::user_agent::Command;

use super::call::Call;
use super::effect::{Effect, MediaAction, Milestone};
use super::leg::LegId;
use super::media::sdp_body;
use super::phase::Phase;

/// A provisional response as the caller gets it.
#[derive(Debug)]
pub(super) struct Said {
    pub(super) status: StatusCode,
    pub(super) body: Option<Body>,
    pub(super) headers: Vec<(HeaderName, Bytes)>,
}

impl Call {
    /// A phone sent a 101–199.
    pub(super) fn phone_progress(
        &mut self,
        now: Instant,
        id: LegId,
        response: &Response,
        body: Option<Body>,
        out: &mut Vec<Effect>,
    ) {
        let status = response.status();
        self.target_progress(now, id, status, body.as_ref(), out);
        let Phase::Ringing(fork) = &self.phase else { return };
        let early = match body {
            Some(body) if fork.early == Some(id) => {
                self.early_again(id, &body, out);
                None
            }
            Some(body) if fork.rings_one() && !self.early_given => self.early_answer(id, &body, out),
            _ => None,
        };
        if early.is_some() {
            self.early_given = true;
            if let Phase::Ringing(fork) = &mut self.phase {
                fork.early = Some(id);
            }
        }
        let said = Said {
            status,
            body: early,
            headers: self.crossed(id, response.headers()),
        };
        self.tell_progress(now, id, said, out);
    }

    /// Tells the caller what is new; whom the switch has answered hears it as a tone.
    pub(super) fn tell_progress(&mut self, now: Instant, id: LegId, said: Said, out: &mut Vec<Effect>) {
        let Said {
            status,
            body: early,
            headers,
        } = said;
        if self.times.ringing.is_none() {
            self.times.ringing = Some(now);
            out.push(Effect::Milestone(Milestone::Ringing));
        }
        let is_answered = self.is_answered() && !self.is_transferring();
        let Phase::Ringing(fork) = &mut self.phase else {
            return;
        };
        if is_answered {
            if !std::mem::replace(&mut fork.is_heard, true) {
                out.push(Effect::Media(MediaAction::PlaySignal {
                    leg: self.caller_leg,
                    signal: Signal::Ringback,
                    duration: None,
                }));
            }
            return;
        }
        let news = early.is_some() || fork.told != Some(status);
        // Once early media plays, a bodiless 180 from elsewhere would make the phone ring over it.
        if !news || (early.is_none() && fork.early.is_some_and(|heard| heard != id)) {
            return;
        }
        fork.told = Some(status);
        let progress = Command::Progress {
            status,
            body: early,
            headers,
        };
        self.legs.tell(now, self.caller_leg, progress, out);
    }

    /// Early media that comes from elsewhere now, as when a carrier's announcement gives way to the callee's own: it is
    /// followed. The caller's side stays as it was told.
    fn early_again(&mut self, id: LegId, body: &Body, out: &mut Vec<Effect>) {
        let Some(phone) = self.legs.find_mut(id) else {
            return;
        };
        let before = phone.negotiator.agreed().cloned();
        let taken = phone.negotiator.receive_answer(&body.bytes).is_ok();
        if taken && phone.negotiator.agreed() != before.as_ref() {
            self.connect(id, out);
        }
    }

    /// The SDP for the caller's 18x, if the phone's can be carried over. A faulty one only costs the
    /// early media: the final answer is still to come.
    fn early_answer(&mut self, id: LegId, body: &Body, out: &mut Vec<Effect>) -> Option<Body> {
        let phone = self.legs.find_mut(id)?;
        if !phone.negotiator.awaits_answer() {
            return None;
        }
        phone.negotiator.receive_answer(&body.bytes).ok()?;
        let (caller, phone) = self.legs.pair_mut(self.caller_leg, id)?;
        let address = caller.address()?;
        let (sdp, _) = caller.negotiator.answer_from(&phone.negotiator, &address).ok()?;
        self.agree(id, out);
        self.agree(self.caller_leg, out);
        out.push(Effect::Media(MediaAction::Bridge {
            a: self.caller_leg,
            b: id,
        }));
        Some(sdp_body(sdp))
    }
}
