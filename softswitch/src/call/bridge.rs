//! Two legs joined: offers and answers go from one to the other, and so does the end.

use std::time::Instant;

use media::offer_answer::NegotiationError;
use media::sdp::Direction;
use sip_stack::message::Body;
use sip_stack::user_agent::Command;

use super::call::{Call, refusal_of};
use super::direct::Audio;
use super::effect::{Effect, MediaAction, Milestone};
use super::end::EndReason;
use super::exchange::Exchange;
use super::leg::{LegId, Stage};
use super::media::sdp_body;
use super::phase::Phase;

/// Two legs that hear each other.
#[derive(Debug)]
pub(super) struct Bridge {
    pub(super) caller: LegId,
    pub(super) callee: LegId,
    /// The offer and answer under way between them, if any.
    pub(super) exchange: Option<Exchange>,
    /// Which way the audio goes.
    pub(super) audio: Audio,
}

impl Bridge {
    /// Of two legs whose audio stays with us.
    pub(super) fn new(caller: LegId, callee: LegId, exchange: Option<Exchange>) -> Self {
        Self {
            caller,
            callee,
            exchange,
            audio: Audio::STAYS,
        }
    }

    pub(super) fn joins(&self, leg: LegId) -> bool {
        leg == self.caller || leg == self.callee
    }

    /// Whether phones have been offered something and have still to answer.
    pub(super) fn is_busy(&self) -> bool {
        self.exchange.is_some() || self.audio.is_moving()
    }

    pub(super) fn other(&self, leg: LegId) -> LegId {
        if leg == self.caller {
            self.callee
        } else {
            self.caller
        }
    }
}

/// The phone that answered.
#[derive(Clone, Copy, Debug)]
pub(super) struct Answerer {
    pub(super) callee: LegId,
    /// The plan lets the audio go from phone to phone.
    pub(super) may_leave: bool,
}

impl Call {
    /// Joins the caller with the phone that answered; `body` is its answer, or its offer if the
    /// INVITE carried none.
    pub(super) fn join(
        &mut self,
        now: Instant,
        Answerer { callee, may_leave }: Answerer,
        body: Option<&Body>,
        needs_acknowledge: bool,
        out: &mut Vec<Effect>,
    ) {
        if self.is_transferring() {
            return self.join_moved(now, callee, body, out);
        }
        let caller = self.caller_leg;
        // The phone's offer came before its answer and was answered here: the caller still waits for one.
        let is_settled = !needs_acknowledge && self.waits_for_offer(callee);
        let is_offer = needs_acknowledge || is_settled;
        let exchange = is_offer.then_some(Exchange::invited(caller, true));
        self.phase = Phase::Bridged(Bridge {
            audio: Audio::Here { may_leave },
            ..Bridge::new(caller, callee, exchange)
        });
        let carried = if is_settled {
            self.offer_agreed(callee)
        } else {
            self.carry(callee, caller, body, needs_acknowledge)
        };
        let sdp = match carried {
            Ok(sdp) => sdp,
            Err(error) => {
                self.end_with(now, EndReason::NoCommonCodec, refusal_of(&error), out);
                return;
            }
        };
        self.joined(now, callee, sdp, out);
    }

    /// The caller is answered; the two hear each other once all is agreed on.
    pub(super) fn joined(&mut self, now: Instant, callee: LegId, sdp: Option<Body>, out: &mut Vec<Effect>) {
        self.times.ringing.get_or_insert(now);
        self.times.answered.get_or_insert(now);
        out.push(Effect::Milestone(Milestone::Answered {
            by: self.answered_by.clone(),
        }));
        self.accept_caller_with(now, sdp, out);
        if matches!(&self.phase, Phase::Bridged(bridge) if bridge.exchange.is_none()) {
            self.connect(callee, out);
        }
    }

    /// Gives the waiting caller its 200. One that the plan answered before keeps its session.
    fn accept_caller_with(&mut self, now: Instant, sdp: Option<Body>, out: &mut Vec<Effect>) {
        let headers = std::mem::take(&mut self.answer_headers);
        let Some(caller) = self.legs.find_mut(self.caller_leg) else {
            return;
        };
        if caller.stage == Stage::Early {
            caller.stage = Stage::Answered;
            self.legs
                .tell(now, self.caller_leg, Command::Accept { body: sdp, headers }, out);
        }
    }

    /// Carries an offer (`is_offer`) or an answer that `from` received over to `to`.
    pub(super) fn carry(
        &mut self,
        from: LegId,
        to: LegId,
        body: Option<&Body>,
        is_offer: bool,
    ) -> Result<Option<Body>, NegotiationError> {
        let Some((from, to)) = self.legs.pair_mut(from, to) else {
            return Ok(None);
        };
        let Some(address) = to.address() else {
            return Ok(None);
        };
        let Some(body) = body else {
            // Interop: gateways leave the SDP out of a 200 after an 18x that had it.
            let (true, false, false) = (
                from.negotiator.agreed().is_some(),
                from.negotiator.awaits_answer(),
                is_offer,
            ) else {
                return Err(NegotiationError::Missing);
            };
            if !to.negotiator.owes_answer() {
                return Ok(None);
            }
            let (sdp, _) = to.negotiator.answer_from(&from.negotiator, &address)?;
            return Ok(Some(sdp_body(sdp)));
        };
        if is_offer {
            from.negotiator.receive_offer(&body.bytes)?;
            return Ok(Some(sdp_body(
                to.negotiator.offer_from(&from.negotiator, &address)?,
            )));
        }
        from.negotiator.receive_answer(&body.bytes)?;
        if !to.negotiator.owes_answer() {
            return Ok(None);
        }
        let (sdp, _) = to.negotiator.answer_from(&from.negotiator, &address)?;
        Ok(Some(sdp_body(sdp)))
    }

    /// Lets the streams of both legs flow as agreed.
    pub(super) fn connect(&mut self, callee: LegId, out: &mut Vec<Effect>) {
        self.agree(self.caller_leg, out);
        self.agree(callee, out);
        self.audio_is_here();
        let (a, b) = (self.caller_leg, callee);
        let action = match (self.holds(a, b), self.holds(b, a)) {
            (true, false) => MediaAction::Hold { by: a, held: b },
            (false, true) => MediaAction::Hold { by: b, held: a },
            _ => MediaAction::Bridge { a, b },
        };
        out.push(Effect::Media(action));
    }

    /// Whether a leg takes no audio while the other does (RFC 3264 §8.4).
    fn holds(&self, by: LegId, held: LegId) -> bool {
        let direction = |leg| Some(self.legs.find(leg)?.negotiator.agreed()?.direction);
        let takes = |leg| direction(leg).is_some_and(Direction::sends);
        direction(by).is_some() && !takes(by) && takes(held)
    }

    /// An ACK came. In a late exchange it carries the answer the other phone waits for.
    pub(super) fn acknowledged(
        &mut self,
        now: Instant,
        from: LegId,
        body: Option<&Body>,
        out: &mut Vec<Effect>,
    ) {
        if self.replacing_confirmed(now, from, body, out) || self.let_in_confirmed(now, from, body, out) {
            return;
        }
        let Phase::Bridged(bridge) = &mut self.phase else {
            self.acknowledged_alone(now, from, body, out);
            return;
        };
        let Some(Exchange {
            opener, late: true, ..
        }) = bridge.exchange
        else {
            return;
        };
        if opener != from {
            return;
        }
        bridge.exchange = None;
        let (callee, to) = (bridge.callee, bridge.other(from));
        match self.carry(from, to, body, false) {
            Ok(answer) => {
                self.legs.tell(now, to, Command::Acknowledge { answer }, out);
                self.connect(callee, out);
            }
            Err(_) => self.end(now, EndReason::NoCommonCodec, out),
        }
    }
}
