//! Attended transfer, in the call that gives a leg away (RFC 5589 §7): the partner goes to another call of ours,
//! where it takes the place of who asked.

use std::time::Instant;

use sip_stack::message::{Replaces, StatusCode};
use sip_stack::refer::ReferSubscription;

use super::moved::{Errand, Guest, Moved, Word};
use super::referral::Referral;
use super::transfer::{Before, Stage, Transfer};
use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::end::EndReason;
use crate::call::identity::CallNumber;
use crate::call::leg::{LegId, Role};
use crate::call::phase::Phase;

impl Call {
    /// Looks whose dialog the reference names.
    pub(super) fn transfer_attended(
        &mut self,
        now: Instant,
        referral: Referral,
        replaces: Replaces,
        out: &mut Vec<Effect>,
    ) {
        let Some(before) = self.interrupt(now, out) else {
            return;
        };
        let mut told = Vec::new();
        let subscription = referral
            .subscribes
            .then(|| ReferSubscription::start(referral.id, now, &mut told));
        let by = referral.by;
        self.transfer = Some(Transfer {
            by,
            moved: referral.moved,
            shown: self.party_of(referral.moved),
            headers: self.invite_headers(&self.party_of(by).number, Some(&replaces)),
            target: referral.target,
            subscription,
            listener: referral.listener,
            answered_by: self.answered_by.clone(),
            stage: Stage::Reaching { before: Some(before) },
        });
        self.notify(now, by, told, out);
        self.phase = Phase::Away {
            replaces: Box::new(replaces.clone()),
        };
        out.push(Effect::FindDialog { replaces });
    }

    /// The dialog to be replaced is one of `call`, or none of ours: then the target itself is asked to replace it.
    pub(in crate::call) fn dialog_found(
        &mut self,
        now: Instant,
        call: Option<CallNumber>,
        out: &mut Vec<Effect>,
    ) {
        let Phase::Away { replaces } = &self.phase else {
            return;
        };
        let replaces = (**replaces).clone();
        match call {
            Some(to) => self.hand_over(now, to, replaces, out),
            None => self.dial_target(now, out),
        }
    }

    fn hand_over(&mut self, now: Instant, to: CallNumber, replaces: Replaces, out: &mut Vec<Effect>) {
        let Some(transfer) = &self.transfer else { return };
        let (by, moved, shown) = (transfer.by, transfer.moved, transfer.shown.clone());
        let referrer = self.party_of(by).number;
        let address = self.legs.find(moved).and_then(|leg| leg.address());
        let mut closing = Vec::new();
        self.legs.close_stream(moved, &mut closing);
        let leg = self.legs.remove(moved);
        let errand = Errand::Replace { replaces, referrer };
        let (Some(leg), Some(address)) = (leg, address) else {
            return self.end(now, EndReason::Internal, out);
        };
        let guest = Guest {
            leg: moved,
            party: shown,
            call: to,
            media_ip: address.ip,
        };
        let moved = Box::new(Moved::of(leg, guest, errand));
        // What the leg holds goes with it: its stream is closed after.
        out.push(Effect::Hand { to, moved });
        out.extend(closing);
    }

    /// The call that has our leg tells how it went.
    pub(in crate::call) fn told(&mut self, now: Instant, word: Word, out: &mut Vec<Effect>) {
        if !matches!(self.phase, Phase::Away { .. }) {
            return;
        }
        match word {
            Word::Joined { partner } => {
                if let Some(transfer) = &mut self.transfer {
                    transfer.target = partner;
                }
                self.phase = Phase::Parted;
                self.reached(now, out);
                if self.transfer.is_none() {
                    self.end(now, EndReason::Transferred, out);
                }
            }
            Word::Left => {
                self.end(now, EndReason::Transferred, out);
            }
        }
    }

    /// Our leg comes back: it is joined again with who asked, if they are still there.
    pub(in crate::call) fn returned(
        &mut self,
        now: Instant,
        moved: Moved,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        let id = moved.leg;
        let before = match self.transfer.as_mut().map(|it| &mut it.stage) {
            Some(Stage::Reaching { before }) if self.end.is_none() => before.take(),
            _ => None,
        };
        let Some(Before { bridge, caller_leg }) = before else {
            self.adopt(moved, Role::Callee, out);
            self.release(now, id, status, out);
            return self.end(now, EndReason::Transferred, out);
        };
        let Some(by) = self.transfer.as_ref().map(|it| it.by) else {
            return;
        };
        let old = bridge.other(by);
        let role = if old == bridge.caller {
            Role::Caller
        } else {
            Role::Callee
        };
        if caller_leg == old {
            self.caller_leg = id;
        }
        self.note_transfer(status);
        self.report(now, status, out);
        if let Some(transfer) = &mut self.transfer {
            transfer.stage = Stage::Over;
        }
        self.take_in(moved, role, super::taking::Purpose::Home, by, out);
    }

    /// Who asked hangs up while the leg is away: nothing is left to do here.
    pub(in crate::call) fn is_parted(&self, leg: LegId) -> bool {
        let away = matches!(self.phase, Phase::Away { .. } | Phase::Parted);
        away && self
            .legs
            .ids()
            .iter()
            .all(|id| *id == leg || self.legs.is_over(*id))
    }
}
