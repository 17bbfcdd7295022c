//! A leg takes a place in this call: it comes from another call of ours, or by an INVITE of its own (RFC 3891 §3).

use std::net::IpAddr;
use std::time::Instant;

use sip_stack::message::StatusCode;
use sip_stack::user_agent;

use super::going_back::send_back;
use super::moved::{Errand, Moved};
use crate::call::bridge::Bridge;
use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::identity::{CallNumber, Party};
use crate::call::leg::{LegId, Role};
use crate::call::phase::Phase;

/// A leg that is being taken in.
#[derive(Debug)]
pub(in crate::call) struct Taking {
    pub(super) moved: LegId,
    pub(super) party: Party,
    /// The address of ours that its phone sends to.
    pub(super) media_ip: IpAddr,
    /// Whom it shall talk to.
    pub(super) target: LegId,
    pub(super) purpose: Purpose,
    /// The target has been asked to follow; before that, the leg itself.
    pub(super) follows: bool,
}

/// Why it is taken in.
#[derive(Debug)]
pub(super) enum Purpose {
    /// It replaces a leg of ours.
    Replace {
        replaced: LegId,
        /// The call that handed it over; `None`: it came by an INVITE.
        from: Option<CallNumber>,
        bridge: Bridge,
    },
    /// It follows a caller, after it waited for the answer.
    Succeed { replaced: LegId, from: CallNumber },
    /// It answers instead of the phones that rang.
    PickUp,
    /// It came back after a transfer that failed.
    Home,
}

impl Taking {
    pub(in crate::call) fn joins(&self, leg: LegId) -> bool {
        leg == self.moved || leg == self.target
    }
}

impl Call {
    /// A leg of another call arrives.
    pub(in crate::call) fn taken(&mut self, now: Instant, moved: Moved, out: &mut Vec<Effect>) {
        match moved.errand.clone() {
            Errand::Return { status } => self.returned(now, moved, status, out),
            Errand::Replace { replaces, referrer } => {
                let Some(replaced) = self.legs.with_dialog(&replaces) else {
                    return send_back(moved, StatusCode::CALL_DOES_NOT_EXIST, out);
                };
                if self.may_succeed(replaced, &referrer) {
                    return self.await_answer(moved, out);
                }
                match self.replaceable(replaced, replaces.early_only, &referrer) {
                    Ok(()) => self.replace(now, moved, replaced, out),
                    Err(status) => send_back(moved, status, out),
                }
            }
        }
    }

    /// Whether a leg's place may be taken: only a user's own, and only while it talks to someone.
    pub(super) fn replaceable(&self, leg: LegId, early_only: bool, by: &str) -> Result<(), StatusCode> {
        if self.legs.is_over(leg) {
            return Err(StatusCode::DECLINE);
        }
        if self.is_trunks(leg) || self.party_of(leg).number != by {
            return Err(StatusCode::FORBIDDEN);
        }
        match &self.phase {
            Phase::Bridged(bridge) if !bridge.joins(leg) => Err(StatusCode::DECLINE),
            Phase::Bridged(_) if early_only => Err(StatusCode::BUSY_HERE),
            Phase::Bridged(bridge) if bridge.exchange.is_some() || self.transfer.is_some() => {
                Err(StatusCode::REQUEST_PENDING)
            }
            Phase::Bridged(_) => Ok(()),
            _ => Err(StatusCode::DECLINE),
        }
    }

    fn replace(&mut self, now: Instant, moved: Moved, replaced: LegId, out: &mut Vec<Effect>) {
        let from = Some(moved.from);
        let role = self.legs.role(replaced).unwrap_or(Role::Callee);
        if let Some((target, purpose)) = self.vacate(now, replaced, from, out) {
            self.take_in(moved, role, purpose, target, out);
        }
    }

    /// Takes apart the conversation in which a leg is replaced; says whom the new one shall talk to.
    pub(super) fn vacate(
        &mut self,
        now: Instant,
        replaced: LegId,
        from: Option<CallNumber>,
        out: &mut Vec<Effect>,
    ) -> Option<(LegId, Purpose)> {
        let Phase::Bridged(bridge) = std::mem::replace(&mut self.phase, Phase::Thinking) else {
            return None;
        };
        self.close_relays(now, out);
        let target = bridge.other(replaced);
        let purpose = Purpose::Replace {
            replaced,
            from,
            bridge,
        };
        Some((target, purpose))
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
            media_ip: ip,
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
}
