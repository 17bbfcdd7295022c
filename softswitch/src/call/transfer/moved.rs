//! A leg on its way from one call to another.

use std::net::IpAddr;

use media::offer_answer::Negotiator;
use sip_stack::message::{Replaces, StatusCode};
use sip_stack::user_agent::InviteUsage;

use crate::call::headers::HeaderPolicy;
use crate::call::identity::{CallNumber, Party};
use crate::call::leg::{Leg, LegId, Ports, Role, Stage};

/// An answered leg without its stream, which stays behind: streams that hear each other share a worker.
#[derive(Debug)]
pub struct Moved {
    /// Its number in the call it comes to; the actor gives it.
    pub leg: LegId,
    /// The call it comes from; the actor knows it.
    pub from: CallNumber,
    /// What it comes for.
    pub errand: Errand,
    pub(super) party: Party,
    pub(super) extension: Option<String>,
    pub(super) usage: InviteUsage,
    pub(super) policy: HeaderPolicy,
    pub(super) negotiator: Negotiator,
    pub(super) media_ip: IpAddr,
}

/// A leg that is between two calls, without its dialog.
#[derive(Clone, Debug)]
pub(in crate::call) struct Guest {
    /// Its number here.
    pub(super) leg: LegId,
    /// Who speaks.
    pub(super) party: Party,
    /// The other call.
    pub(super) call: CallNumber,
    /// The address of ours that its phone sends to.
    pub(super) media_ip: IpAddr,
}

/// What a leg comes to a call for.
#[derive(Clone, Debug)]
pub enum Errand {
    /// To take the place of another leg (RFC 3891).
    Replace {
        /// That leg's dialog.
        replaces: Replaces,
        /// The user who asked for it, and whose leg it must be.
        referrer: String,
    },
    /// It comes back: the transfer failed.
    Return {
        /// Why.
        status: StatusCode,
    },
}

/// What a call tells the one that handed it a leg.
#[derive(Clone, Debug)]
pub enum Word {
    /// The leg has its new partner.
    Joined {
        /// The partner's number.
        partner: String,
    },
    /// The leg hung up on the way.
    Left,
}

impl Moved {
    /// Our half of its dialog's identity.
    #[must_use]
    pub fn dialog(&self) -> &sip_stack::dialog::LocalDialog {
        self.usage.local_dialog()
    }

    pub(super) fn of(leg: Leg, guest: Guest, errand: Errand) -> Self {
        let Guest {
            party,
            call,
            media_ip,
            ..
        } = guest;
        Self {
            leg: leg.id,
            from: call,
            errand,
            party,
            media_ip,
            extension: leg.extension,
            usage: leg.usage,
            policy: leg.policy,
            negotiator: leg.negotiator,
        }
    }

    /// What stays known of it here while it is a leg of ours.
    pub(super) fn guest(&self) -> Guest {
        Guest {
            leg: self.leg,
            party: self.party.clone(),
            call: self.from,
            media_ip: self.media_ip,
        }
    }

    pub(super) fn into_leg(self, role: Role) -> Leg {
        Leg {
            id: self.leg,
            role,
            extension: self.extension,
            usage: self.usage,
            policy: self.policy,
            stage: Stage::Answered,
            rings: None,
            negotiator: self.negotiator,
            refreshing: false,
            ports: Ports::None,
            seen_at: None,
            address: None,
        }
    }
}
