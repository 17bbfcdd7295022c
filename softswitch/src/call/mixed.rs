//! Three and more phones of one call that hear each other: one has joined two that talk (RFC 3911 §4).
//!
//! Each agrees with the switch alone, and no request crosses to another. When two are left they are bridged again.

use std::sync::Arc;
use std::time::Instant;

use dialplan::Conference;
use sip_stack::message::{Body, Join, Replaces, StatusCode};
use sip_stack::user_agent::{Command, Refusal};

use super::bridge::Bridge;
use super::call::{Call, Incoming, refusal_of};
use super::effect::Effect;
use super::end::EndReason;
use super::leg::{LegId, Ports, Stage};
use super::limits::MIXED_MAX;
use super::media::sdp_body;
use super::phase::Phase;

/// Legs that are mixed.
#[derive(Debug)]
pub(super) struct Mixed {
    /// The longest in the call first.
    members: Vec<LegId>,
    room: Arc<Conference>,
}

impl Mixed {
    pub(super) fn joins(&self, leg: LegId) -> bool {
        self.members.contains(&leg)
    }
}

impl Call {
    /// A phone asks to be heard in this call too.
    pub(super) fn ask_in(
        &mut self,
        now: Instant,
        (id, join): (LegId, &Join),
        incoming: &Incoming,
        out: &mut Vec<Effect>,
    ) -> Result<(), Refusal> {
        self.may_join(join, &incoming.caller.number)?;
        let (leg, effects) = self.visitor(now, id, incoming)?;
        self.legs.push(leg);
        self.legs.take(id, effects, out);
        self.open_stream(id, incoming.media_ip, out);
        Ok(())
    }

    /// A user may join what another of its own phones takes part in.
    fn may_join(&self, join: &Join, by: &str) -> Result<(), StatusCode> {
        let named = Replaces {
            call_id: join.call_id.clone(),
            to_tag: join.to_tag.clone(),
            from_tag: join.from_tag.clone(),
            early_only: false,
        };
        let leg = self.legs.with_dialog(&named);
        let leg = leg.ok_or(StatusCode::CALL_DOES_NOT_EXIST)?;
        if self.legs.is_over(leg) {
            return Err(StatusCode::DECLINE);
        }
        if self.is_trunks(leg) || self.party_of(leg).number != by {
            return Err(StatusCode::FORBIDDEN);
        }
        self.takes_another(|talks| talks == leg)
    }

    /// Whether one more can be mixed with those who talk, of whom one must be as `which` says.
    fn takes_another(&self, which: impl Fn(LegId) -> bool) -> Result<(), StatusCode> {
        match &self.phase {
            Phase::Bridged(bridge) if which(bridge.caller) || which(bridge.callee) => {
                if bridge.exchange.is_some() || self.transfer.is_some() {
                    return Err(StatusCode::REQUEST_PENDING);
                }
                Ok(())
            }
            Phase::Mixed(mixed) if mixed.members.iter().copied().any(which) => {
                let is_full = mixed.members.len() >= MIXED_MAX;
                if is_full {
                    Err(StatusCode::NOT_ACCEPTABLE_HERE)
                } else {
                    Ok(())
                }
            }
            // Who rings, or hears the switch, cannot be mixed with anybody.
            _ => Err(StatusCode::NOT_ACCEPTABLE_HERE),
        }
    }

    /// A leg that asked to join and is not answered yet: those of phones that are called have ports from the first.
    fn asks_in(&self, id: LegId) -> bool {
        let waits = self.legs.find(id).is_some_and(|leg| leg.ports == Ports::None);
        waits && id != self.caller_leg && matches!(self.phase, Phase::Bridged(_) | Phase::Mixed(_))
    }

    /// Its ports are open: it is answered, and mixed with the others. `false`: it is another leg's matter.
    pub(super) fn let_in(
        &mut self,
        now: Instant,
        id: LegId,
        address: &media::offer_answer::MediaAddress,
        out: &mut Vec<Effect>,
    ) -> bool {
        if !self.asks_in(id) {
            return false;
        }
        let room = self.takes_another(|_| true);
        let Some(leg) = self.legs.find_mut(id) else {
            return false;
        };
        (leg.address, leg.ports) = (Some(*address), Ports::Open);
        let answer = if leg.negotiator.has_remote() {
            leg.negotiator.answer(address).map(|(sdp, _)| sdp)
        } else {
            Ok(leg.negotiator.offer(address))
        };
        match room.and(answer.map_err(|error| refusal_of(&error))) {
            Ok(sdp) => {
                leg.stage = Stage::Answered;
                let accept = Command::Accept {
                    body: Some(sdp_body(sdp)),
                    headers: Vec::new(),
                };
                self.legs.tell(now, id, accept, out);
                self.mix_in(now, id, out);
            }
            Err(status) => self.release(now, id, status, out),
        }
        true
    }

    /// It took its wish back. `false`: it is another leg's matter.
    pub(super) fn gave_up_joining(&mut self, id: LegId, out: &mut Vec<Effect>) -> bool {
        let asks = self.asks_in(id);
        if asks {
            self.legs.close_stream(id, out);
        }
        asks
    }

    /// No ports are left for it. `false`: it is another leg's matter.
    pub(super) fn cannot_let_in(&mut self, now: Instant, id: LegId, out: &mut Vec<Effect>) -> bool {
        let asks = self.asks_in(id);
        if asks {
            self.release(now, id, EndReason::NoMediaPort.status(), out);
        }
        asks
    }

    fn mix_in(&mut self, now: Instant, id: LegId, out: &mut Vec<Effect>) {
        let (members, room) = match std::mem::replace(&mut self.phase, Phase::Thinking) {
            Phase::Mixed(mixed) => (mixed.members, mixed.room),
            Phase::Bridged(bridge) => {
                self.close_relays(now, out);
                let room = Arc::new(Conference {
                    // No room of a plan has such a name.
                    name: format!("call/{}", self.tokens.call_id()),
                    members: MIXED_MAX,
                    chimes: false,
                    entry: None,
                });
                let talked = vec![bridge.caller, bridge.callee];
                for leg in &talked {
                    enter(*leg, &room, out);
                }
                (talked, room)
            }
            other => {
                self.phase = other;
                return;
            }
        };
        self.agree(id, out);
        enter(id, &room, out);
        let members = members.into_iter().chain([id]).collect();
        self.phase = Phase::Mixed(Mixed { members, room });
    }

    /// The ACK of one that asked for an offer brings its answer. `true`: nobody else waits for it.
    pub(super) fn let_in_confirmed(
        &mut self,
        now: Instant,
        from: LegId,
        body: Option<&Body>,
        out: &mut Vec<Effect>,
    ) -> bool {
        if !matches!(&self.phase, Phase::Mixed(mixed) if mixed.joins(from)) {
            return false;
        }
        if self.take_late_answer(from, body) {
            self.agree(from, out);
        } else {
            self.put_out(now, from, StatusCode::NOT_ACCEPTABLE_HERE, out);
        }
        true
    }

    /// Nothing comes of one of them: the others talk on.
    pub(super) fn put_out(&mut self, now: Instant, leg: LegId, status: StatusCode, out: &mut Vec<Effect>) {
        self.release(now, leg, status, out);
        self.left_mix(leg, out);
    }

    /// There is no room for another conversation of this kind: who joined is let go, and the first two talk on.
    pub(super) fn cannot_mix(&mut self, now: Instant, out: &mut Vec<Effect>) {
        while let Phase::Mixed(mixed) = &self.phase {
            let Some(latest) = mixed.members.last().copied() else {
                return;
            };
            self.put_out(now, latest, StatusCode::SERVICE_UNAVAILABLE, out);
        }
    }

    /// One of them is gone. `true`: the call goes on without it.
    pub(super) fn left_mix(&mut self, leg: LegId, out: &mut Vec<Effect>) -> bool {
        let Phase::Mixed(mixed) = &mut self.phase else {
            return false;
        };
        if !mixed.joins(leg) {
            return false;
        }
        mixed.members.retain(|member| *member != leg);
        if self.caller_leg == leg
            && let Some(first) = mixed.members.first()
        {
            self.caller_leg = *first;
        }
        let caller = self.caller_leg;
        let mut others = mixed.members.iter().filter(|member| **member != caller);
        if let (Some(callee), None) = (others.next().copied(), others.next()) {
            self.phase = Phase::Bridged(Bridge::new(caller, callee, None));
            self.connect(callee, out);
        }
        true
    }
}

fn enter(leg: LegId, room: &Arc<Conference>, out: &mut Vec<Effect>) {
    let conference = Arc::clone(room);
    out.push(Effect::Confer { leg, conference });
}
