//! A transfer under way, and what remains of it.

use std::time::{Duration, Instant};

use bytes::Bytes;
use sip_stack::message::{HeaderName, StatusCode};
use sip_stack::refer::ReferSubscription;

use super::listener::Listener;
use crate::call::bridge::Bridge;
use crate::call::call::Call;
use crate::call::diversion::Diverted;
use crate::call::effect::Effect;
use crate::call::end::EndReason;
use crate::call::identity::Party;
use crate::call::leg::LegId;

/// How long who asked for a transfer may take to hang up once it is done (RFC 5589 §6.1 leaves it to them).
pub(in crate::call) const PARTING_MAX: Duration = Duration::from_secs(5);

/// One REFER that was accepted, until its subscription and its sender are gone.
#[derive(Debug)]
pub(in crate::call) struct Transfer {
    /// Who asked.
    pub(super) by: LegId,
    /// Whose partner changes.
    pub(super) moved: LegId,
    /// How the one who is moved is shown to the new partner.
    pub(super) shown: Party,
    /// The number that is dialled for it.
    pub(super) target: String,
    /// What the INVITEs to the target carry more: Referred-By, perhaps Replaces.
    pub(super) headers: Vec<(HeaderName, Bytes)>,
    /// `None`: nothing is to be told, or nobody listens any more.
    pub(super) subscription: Option<ReferSubscription>,
    /// Who listens, if it is not the phone of who asked within its dialog.
    pub(super) listener: Option<Box<Listener>>,
    /// Who answered the call before, for its record.
    pub(super) answered_by: Option<String>,
    pub(super) stage: Stage,
}

/// How far a transfer has come.
#[derive(Debug)]
pub(super) enum Stage {
    /// The target is being reached.
    Reaching {
        /// What is taken up again if it fails; `None` once who asked has hung up.
        before: Option<Before>,
    },
    /// It is done; who asked has still to hang up.
    Parting { release_at: Instant },
    /// It failed, or who asked is gone; the subscription has still to end.
    Over,
}

/// The conversation that a transfer interrupts.
#[derive(Debug)]
pub(super) struct Before {
    pub(super) bridge: Bridge,
    pub(super) caller_leg: LegId,
}

/// A transfer as the call's record shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transferred {
    /// The number of who asked.
    pub by: String,
    /// The number of who was to be connected anew.
    pub moved: String,
    /// The number it was to be connected with.
    pub to: String,
    /// What came of it.
    pub status: StatusCode,
}

/// One thing on a call's way.
#[derive(Clone, Debug)]
pub enum Passage {
    /// A step of the dialplan.
    Step(dialplan::Visit),
    /// A transfer, successful or not.
    Transfer(Transferred),
    /// A phone sent the call on.
    Diversion(Diverted),
    /// What was said from here on is in this file of the recordings.
    Recording {
        /// Its name.
        file: String,
    },
}

impl Transfer {
    pub(super) fn deadline(&self) -> Option<Instant> {
        let release = match self.stage {
            Stage::Parting { release_at } => Some(release_at),
            Stage::Reaching { .. } | Stage::Over => None,
        };
        let subscription = self.subscription.as_ref().and_then(ReferSubscription::deadline);
        [release, subscription].into_iter().flatten().min()
    }

    pub(super) fn is_reaching(&self) -> bool {
        matches!(self.stage, Stage::Reaching { .. })
    }
}

impl Call {
    /// Whether the plan runs for someone who is being transferred.
    pub(in crate::call) fn is_transferring(&self) -> bool {
        self.transfer.as_ref().is_some_and(Transfer::is_reaching)
    }

    /// Whom a phone that rings is shown as its caller.
    pub(in crate::call) fn shown_caller(&self) -> &Party {
        self.transfer
            .as_ref()
            .filter(|transfer| transfer.is_reaching())
            .map_or(&self.caller, |transfer| &transfer.shown)
    }

    /// What an INVITE carries because of a transfer.
    pub(in crate::call) fn transfer_headers(&self) -> Vec<(HeaderName, Bytes)> {
        self.transfer
            .as_ref()
            .filter(|transfer| transfer.is_reaching())
            .map_or_else(Vec::new, |transfer| transfer.headers.clone())
    }

    pub(in crate::call) fn transfer_deadline(&self) -> Option<Instant> {
        self.transfer.as_ref().and_then(Transfer::deadline)
    }

    /// A leg has ended. `true`: that concerned the transfer alone.
    pub(in crate::call) fn left_transfer(&mut self, now: Instant, leg: LegId, out: &mut Vec<Effect>) -> bool {
        if self.target_gone(now, leg, out)
            || self.left_waiting(now, leg, out)
            || self.left_taking(now, leg, out)
        {
            return true;
        }
        if self.is_parted(leg) {
            self.note_parting();
            self.transfer = None;
            self.end(now, EndReason::Transferred, out);
            return true;
        }
        let Some(transfer) = self.transfer.as_mut().filter(|transfer| transfer.by == leg) else {
            return false;
        };
        transfer.subscription.take_if(|_| transfer.listener.is_none());
        match &mut transfer.stage {
            Stage::Reaching { before } => {
                *before = None;
                true
            }
            Stage::Parting { .. } => {
                self.transfer = None;
                true
            }
            Stage::Over => {
                self.transfer = None;
                false
            }
        }
    }

    /// Who a leg speaks for.
    pub(in crate::call) fn party_of(&self, leg: LegId) -> Party {
        if leg == LegId::CALLER {
            return self.caller.clone();
        }
        let extension = self.legs.find(leg).and_then(|leg| leg.extension.clone());
        Party {
            number: extension.unwrap_or_else(|| self.dialled.clone()),
            name: None,
        }
    }

    /// Who asked has hung up before it is known what came of the transfer.
    fn note_parting(&mut self) {
        if self.is_transferring() {
            self.note_transfer(StatusCode::ACCEPTED);
        }
    }

    /// Writes what came of the transfer into the call's path.
    pub(super) fn note_transfer(&mut self, status: StatusCode) {
        let Some(transfer) = &self.transfer else { return };
        let (by, target) = (self.party_of(transfer.by).number, transfer.target.clone());
        let steps = self.run.take_trace().into_iter().map(Passage::Step);
        self.path.extend(steps);
        self.path.push(Passage::Transfer(Transferred {
            by,
            moved: transfer.shown.number.clone(),
            to: target,
            status,
        }));
    }
}
