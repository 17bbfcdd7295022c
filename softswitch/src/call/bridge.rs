//! Two legs joined: offers and answers go from one to the other, and so does the end.

use std::time::Instant;

use media::offer_answer::NegotiationError;
use sip_stack::message::{Body, StatusCode};
use sip_stack::user_agent::{Command, Ended};

use super::call::{Call, refusal_of};
use super::effect::{Effect, MediaAction, Milestone};
use super::end::EndReason;
use super::leg::{LegId, Role, Stage};
use super::media::sdp_body;
use super::phase::Phase;

/// Two legs that hear each other.
#[derive(Debug)]
pub(super) struct Bridge {
    callee: LegId,
    /// The offer and answer under way between them, if any.
    exchange: Option<Exchange>,
}

/// One offer/answer exchange carried across (RFC 3264 §4; the patterns of RFC 6337 §2.2).
#[derive(Clone, Copy, Debug)]
struct Exchange {
    /// The leg whose INVITE or re-INVITE began it.
    opener: LegId,
    /// The offer comes in the 2xx, so the answer comes in the opener's ACK.
    late: bool,
}

impl Bridge {
    pub(super) fn joins(&self, leg: LegId) -> bool {
        leg == LegId::CALLER || leg == self.callee
    }

    fn other(&self, leg: LegId) -> LegId {
        if leg == LegId::CALLER {
            self.callee
        } else {
            LegId::CALLER
        }
    }
}

impl Call {
    /// Joins the caller with the phone that answered; `body` is its answer, or its offer if the
    /// INVITE carried none.
    pub(super) fn join(
        &mut self,
        now: Instant,
        callee: LegId,
        body: Option<&Body>,
        needs_acknowledge: bool,
        out: &mut Vec<Effect>,
    ) {
        let exchange = needs_acknowledge.then_some(Exchange {
            opener: LegId::CALLER,
            late: true,
        });
        self.phase = Phase::Bridged(Bridge { callee, exchange });
        let carried = self.carry(callee, LegId::CALLER, body, needs_acknowledge);
        let sdp = match carried {
            Ok(sdp) => sdp,
            Err(error) => {
                self.end_with(now, EndReason::NoCommonCodec, refusal_of(&error), out);
                return;
            }
        };
        self.times.ringing.get_or_insert(now);
        self.times.answered.get_or_insert(now);
        out.push(Effect::Milestone(Milestone::Answered {
            by: self.answered_by.clone(),
        }));
        self.accept_caller_with(now, sdp, out);
        if !needs_acknowledge {
            self.connect(callee, out);
        }
    }

    /// Gives the waiting caller its 200. One that the plan answered before keeps its session.
    fn accept_caller_with(&mut self, now: Instant, sdp: Option<Body>, out: &mut Vec<Effect>) {
        let Some(caller) = self.legs.find_mut(LegId::CALLER) else {
            return;
        };
        if caller.stage == Stage::Early {
            caller.stage = Stage::Answered;
            self.legs.tell(
                now,
                LegId::CALLER,
                Command::Accept {
                    body: sdp,
                    headers: Vec::new(),
                },
                out,
            );
        }
    }

    /// Carries an offer (`is_offer`) or an answer that `from` received over to `to`.
    fn carry(
        &mut self,
        from: LegId,
        to: LegId,
        body: Option<&Body>,
        is_offer: bool,
    ) -> Result<Option<Body>, NegotiationError> {
        let Some(body) = body else {
            return Err(NegotiationError::Missing);
        };
        let Some((from, to)) = self.legs.pair_mut(from, to) else {
            return Ok(None);
        };
        let Some(address) = to.address() else {
            return Ok(None);
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
    fn connect(&mut self, callee: LegId, out: &mut Vec<Effect>) {
        self.agree(LegId::CALLER, out);
        self.agree(callee, out);
        out.push(Effect::Media(MediaAction::Bridge {
            a: LegId::CALLER,
            b: callee,
        }));
    }

    /// A leg's phone offers anew, or (without `offer`) asks for an offer.
    pub(super) fn reinvited(
        &mut self,
        now: Instant,
        from: LegId,
        offer: Option<Body>,
        out: &mut Vec<Effect>,
    ) {
        let Phase::Bridged(bridge) = &mut self.phase else {
            self.reinvited_alone(now, from, offer, out);
            return;
        };
        let to = bridge.other(from);
        bridge.exchange = Some(Exchange {
            opener: from,
            late: offer.is_none(),
        });
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
        body: Option<Body>,
        needs_acknowledge: bool,
        out: &mut Vec<Effect>,
    ) {
        let Phase::Bridged(bridge) = &mut self.phase else {
            return;
        };
        let callee = bridge.callee;
        let Some(Exchange { opener, .. }) = bridge.exchange else {
            // Its opener gave up meanwhile; this side keeps what it has just agreed to.
            if let (Some(leg), Some(body)) = (self.legs.find_mut(from), body) {
                // An answer that does not fit leaves the session as it was.
                let _ = leg.negotiator.receive_answer(&body.bytes);
            }
            self.agree(from, out);
            return;
        };
        if !needs_acknowledge {
            bridge.exchange = None;
        }
        match self.carry(from, opener, body.as_ref(), needs_acknowledge) {
            Ok(body) => {
                self.legs.tell(
                    now,
                    opener,
                    Command::AcceptReinvite {
                        body,
                        headers: Vec::new(),
                    },
                    out,
                );
                if !needs_acknowledge {
                    self.connect(callee, out);
                }
            }
            // The 2xx stands and cannot be taken back: the sessions no longer fit each other.
            Err(_) => self.end(now, EndReason::NoCommonCodec, out),
        }
    }

    /// The opener of an exchange took it back.
    pub(super) fn reinvite_cancelled(&mut self, opener: LegId) {
        let Phase::Bridged(bridge) = &mut self.phase else {
            return;
        };
        bridge.exchange = None;
        if let Some(leg) = self.legs.find_mut(opener) {
            leg.negotiator.rollback();
        }
    }

    /// The other phone refused: the sessions stay as they were (RFC 3261 §14.1).
    pub(super) fn reinvite_failed(
        &mut self,
        now: Instant,
        from: LegId,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        let Phase::Bridged(bridge) = &mut self.phase else {
            return;
        };
        let Some(Exchange { opener, .. }) = bridge.exchange.take() else {
            return;
        };
        for leg in [from, opener] {
            if let Some(leg) = self.legs.find_mut(leg) {
                leg.negotiator.rollback();
            }
        }
        let refusal = Command::RejectReinvite {
            status,
            headers: Vec::new(),
        };
        self.legs.tell(now, opener, refusal, out);
    }

    /// An ACK came. In a late exchange it carries the answer the other phone waits for.
    pub(super) fn acknowledged(
        &mut self,
        now: Instant,
        from: LegId,
        body: Option<Body>,
        out: &mut Vec<Effect>,
    ) {
        let Phase::Bridged(bridge) = &mut self.phase else {
            self.acknowledged_alone(now, from, body, out);
            return;
        };
        let Some(Exchange { opener, late: true }) = bridge.exchange else {
            return;
        };
        if opener != from {
            return;
        }
        bridge.exchange = None;
        let (callee, to) = (bridge.callee, bridge.other(from));
        match self.carry(from, to, body.as_ref(), false) {
            Ok(answer) => {
                self.legs.tell(now, to, Command::Acknowledge { answer }, out);
                self.connect(callee, out);
            }
            Err(_) => self.end(now, EndReason::NoCommonCodec, out),
        }
    }

    /// A dialog is over: the whole call is, unless it was a phone that no longer took part.
    pub(super) fn leg_ended(&mut self, now: Instant, leg: LegId, ended: &Ended, out: &mut Vec<Effect>) {
        let takes_part = match &self.phase {
            Phase::Bridged(bridge) => bridge.joins(leg),
            _ => leg == LegId::CALLER,
        };
        self.legs.close_stream(leg, out);
        if !takes_part {
            return;
        }
        let reason = match (ended, self.legs.role(leg)) {
            (Ended::PeerBye { .. }, Some(Role::Callee)) => EndReason::CalleeHungUp,
            (Ended::PeerBye { .. }, _) => EndReason::CallerHungUp,
            (Ended::NeverAcknowledged, _) => EndReason::NeverAcknowledged,
            (Ended::PeerGone { .. }, _) => EndReason::PhoneGone,
            (Ended::LocalBye, _) => EndReason::PlanEnded,
        };
        self.end(now, reason, out);
    }
}
