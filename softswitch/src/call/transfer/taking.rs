//! A leg that comes from another call: fitted to its new partner by re-INVITEs, then joined with it.

use std::time::Instant;

use media::sdp::Direction;
use sip_stack::message::{Body, Replaces, StatusCode};
use sip_stack::user_agent::{self, Command};

use super::moved::{Errand, Moved, Word};
use super::transfer::{Passage, Transferred};
use crate::call::bridge::Bridge;
use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::end::EndReason;
use crate::call::identity::{CallNumber, Party};
use crate::call::leg::{LegId, Ports, Role};
use crate::call::media::sdp_body;
use crate::call::phase::Phase;

/// A leg that is being taken in.
#[derive(Debug)]
pub(in crate::call) struct Taking {
    pub(super) moved: LegId,
    party: Party,
    pub(super) target: LegId,
    purpose: Purpose,
    /// The target has been asked to follow; before that, the leg itself.
    follows: bool,
}

/// Why it is taken in.
#[derive(Debug)]
pub(super) enum Purpose {
    /// It replaces a leg of ours.
    Replace {
        replaced: LegId,
        from: CallNumber,
        bridge: Bridge,
    },
    /// It came back after a transfer that failed.
    Home,
}

impl Call {
    /// A leg of another call arrives.
    pub(in crate::call) fn taken(&mut self, now: Instant, moved: Moved, out: &mut Vec<Effect>) {
        match moved.errand.clone() {
            Errand::Return { status } => self.returned(now, moved, status, out),
            Errand::Replace { replaces, referrer } => match self.replaceable(&replaces, &referrer) {
                Ok(replaced) => self.replace(now, moved, replaced, out),
                Err(status) => send_back(moved, status, out),
            },
        }
    }

    /// The leg whose place is to be taken (RFC 3891 §3): only a user's own, and only while it talks to someone.
    fn replaceable(&self, replaces: &Replaces, referrer: &str) -> Result<LegId, StatusCode> {
        let leg = self
            .legs
            .with_dialog(replaces)
            .ok_or(StatusCode::CALL_DOES_NOT_EXIST)?;
        if self.legs.is_over(leg) {
            return Err(StatusCode::DECLINE);
        }
        if self.party_of(leg).number != referrer {
            return Err(StatusCode::FORBIDDEN);
        }
        match &self.phase {
            Phase::Bridged(bridge) if !bridge.joins(leg) => Err(StatusCode::DECLINE),
            Phase::Bridged(_) if replaces.early_only => Err(StatusCode::BUSY_HERE),
            Phase::Bridged(bridge) if bridge.exchange.is_some() || self.transfer.is_some() => {
                Err(StatusCode::REQUEST_PENDING)
            }
            Phase::Bridged(_) => Ok(leg),
            _ => Err(StatusCode::DECLINE),
        }
    }

    fn replace(&mut self, now: Instant, moved: Moved, replaced: LegId, out: &mut Vec<Effect>) {
        let Phase::Bridged(bridge) = std::mem::replace(&mut self.phase, Phase::Thinking) else {
            return;
        };
        self.close_relays(now, out);
        let role = self.legs.role(replaced).unwrap_or(Role::Callee);
        let (target, from) = (bridge.other(replaced), moved.from);
        let purpose = Purpose::Replace {
            replaced,
            from,
            bridge,
        };
        self.take_in(moved, role, purpose, target, out);
    }

    /// Makes the leg one of ours and opens a stream for it.
    pub(super) fn take_in(
        &mut self,
        moved: Moved,
        role: Role,
        purpose: Purpose,
        target: LegId,
        out: &mut Vec<Effect>,
    ) {
        let (id, party, ip) = (moved.leg, moved.party.clone(), moved.media_ip);
        self.phase = Phase::Taking(Taking {
            moved: id,
            party,
            target,
            purpose,
            follows: false,
        });
        self.adopt(moved, role, out);
        self.open_stream(id, ip, out);
    }

    /// Claims the leg's dialog for this call.
    pub(super) fn adopt(&mut self, moved: Moved, role: Role, out: &mut Vec<Effect>) {
        let claim = user_agent::Effect::Claim(moved.dialog().clone());
        let leg = moved.leg;
        self.legs.push(moved.into_leg(role));
        out.push(Effect::Sip { leg, effect: claim });
    }

    /// The ports of a leg that came are open: it is told of them, and offered the partner's codec first.
    pub(in crate::call) fn taking_opened(
        &mut self,
        now: Instant,
        id: LegId,
        address: media::offer_answer::MediaAddress,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Phase::Taking(Taking { moved, target, .. }) = &self.phase else {
            return false;
        };
        let (moved, target) = (*moved, *target);
        if moved != id {
            return false;
        }
        let Some((leg, partner)) = self.legs.pair_mut(moved, target) else {
            return false;
        };
        (leg.address, leg.ports) = (Some(address), Ports::Open);
        let offer = match partner.negotiator.agreed() {
            Some(agreed) => leg.negotiator.offer_first(agreed.codec, &address),
            None => leg.negotiator.offer(&address),
        };
        self.reoffer(now, moved, sdp_body(offer), out);
        true
    }

    fn reoffer(&mut self, now: Instant, leg: LegId, offer: Body, out: &mut Vec<Effect>) {
        let reinvite = Command::Reinvite {
            offer: Some(offer),
            headers: Vec::new(),
        };
        self.legs.tell(now, leg, reinvite, out);
    }

    /// One of the two answered our re-INVITE.
    pub(in crate::call) fn taking_answered(
        &mut self,
        now: Instant,
        from: LegId,
        body: Option<&Body>,
        out: &mut Vec<Effect>,
    ) {
        let Phase::Taking(taking) = &mut self.phase else {
            return;
        };
        let (moved, target) = (taking.moved, taking.target);
        if from != if taking.follows { target } else { moved } {
            return;
        }
        let followed = std::mem::replace(&mut taking.follows, true);
        let Some((leg, partner)) = self.legs.pair_mut(moved, target) else {
            return;
        };
        let answered = if followed {
            &mut partner.negotiator
        } else {
            &mut leg.negotiator
        };
        if body.is_none_or(|body| answered.receive_answer(&body.bytes).is_err()) {
            return self.give_back(now, StatusCode::NOT_ACCEPTABLE_HERE, out);
        }
        let (Some(agreed), Some(address)) = (leg.negotiator.agreed(), partner.address()) else {
            return self.give_back(now, StatusCode::NOT_ACCEPTABLE_HERE, out);
        };
        let codec = agreed.codec;
        let fits = partner
            .negotiator
            .agreed()
            .is_some_and(|its| its.codec == codec && its.direction == Direction::SendRecv);
        if fits || followed {
            return self.took(now, out);
        }
        let offer = partner.negotiator.offer_only(codec, &address);
        self.reoffer(now, target, sdp_body(offer), out);
    }

    /// One of the two refused our re-INVITE: fatal unless both already speak the same codec.
    pub(in crate::call) fn taking_refused(
        &mut self,
        now: Instant,
        from: LegId,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        let Phase::Taking(Taking { moved, target, .. }) = self.phase else {
            return;
        };
        if let Some(leg) = self.legs.find_mut(from) {
            leg.negotiator.rollback();
        }
        let codec = |leg: LegId| Some(self.legs.find(leg)?.negotiator.agreed()?.codec);
        if from == target && codec(moved) == codec(target) {
            return self.took(now, out);
        }
        self.give_back(now, status, out);
    }

    /// Both ends fit: they talk, and the one that was replaced is let go.
    fn took(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let Phase::Taking(taking) = std::mem::replace(&mut self.phase, Phase::Thinking) else {
            return;
        };
        let Taking {
            moved,
            party,
            target,
            purpose,
            ..
        } = taking;
        let partner = self.party_of(target).number;
        if let Purpose::Replace { replaced, from, .. } = purpose {
            self.path.push(Passage::Transfer(Transferred {
                by: self.party_of(replaced).number,
                moved: party.number,
                to: partner.clone(),
                status: StatusCode::OK,
            }));
            if self.caller_leg == replaced {
                self.caller_leg = moved;
            }
            out.push(Effect::Tell {
                to: from,
                word: Word::Joined { partner },
            });
            self.release(now, replaced, StatusCode::OK, out);
        }
        let callee = if self.caller_leg == moved { target } else { moved };
        self.phase = Phase::Bridged(Bridge {
            caller: self.caller_leg,
            callee,
            exchange: None,
        });
        self.connect(callee, out);
    }

    /// The leg cannot be joined: it goes back where it came from, and nothing has changed here.
    pub(in crate::call) fn give_back(&mut self, now: Instant, status: StatusCode, out: &mut Vec<Effect>) {
        let Phase::Taking(taking) = std::mem::replace(&mut self.phase, Phase::Thinking) else {
            return;
        };
        let Taking {
            moved,
            party,
            purpose,
            ..
        } = taking;
        let Purpose::Replace {
            replaced,
            from,
            bridge,
        } = purpose
        else {
            return self.end(now, EndReason::NoCommonCodec, out);
        };
        let gone = self.legs.is_over(replaced);
        self.phase = Phase::Bridged(bridge);
        self.legs.close_stream(moved, out);
        let leg = self.legs.remove(moved);
        let errand = Errand::Return { status };
        if let Some(moved) = leg.and_then(|leg| Moved::of(leg, party, from, errand)) {
            out.push(Effect::Hand {
                to: from,
                moved: Box::new(moved),
            });
        }
        if gone {
            self.end(now, EndReason::CallerHungUp, out);
        }
    }

    /// A leg has ended while another is being taken in. `true`: the call goes on without it.
    pub(super) fn left_taking(&mut self, now: Instant, leg: LegId, out: &mut Vec<Effect>) -> bool {
        let Phase::Taking(Taking { moved, purpose, .. }) = &mut self.phase else {
            return false;
        };
        let Purpose::Replace {
            replaced,
            from,
            bridge,
        } = purpose
        else {
            return false;
        };
        if leg == *replaced {
            return true;
        }
        if leg != *moved {
            // The partner is gone: whoever came goes back, and this call ends.
            self.give_back(now, StatusCode::TEMPORARILY_UNAVAILABLE, out);
            return false;
        }
        let (from, bridge) = (
            *from,
            Bridge {
                exchange: None,
                ..*bridge
            },
        );
        self.phase = Phase::Bridged(bridge);
        out.push(Effect::Tell {
            to: from,
            word: Word::Left,
        });
        true
    }
}

fn send_back(mut moved: Moved, status: StatusCode, out: &mut Vec<Effect>) {
    moved.errand = Errand::Return { status };
    let to = moved.from;
    out.push(Effect::Hand {
        to,
        moved: Box::new(moved),
    });
}
