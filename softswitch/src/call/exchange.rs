//! One offer and its answer on their way across a bridge (RFC 3264 §4; the patterns of RFC 6337 §2.2).

use std::time::Instant;

use sip_stack::endpoint::ServerId;
use sip_stack::message::{Body, StatusCode};
use sip_stack::user_agent::Command;

use super::call::Call;
use super::effect::Effect;
use super::leg::LegId;
use super::phase::Phase;

/// One exchange carried across.
#[derive(Clone, Copy, Debug)]
pub(super) struct Exchange {
    /// The leg whose phone began it.
    pub(super) opener: LegId,
    pub(super) opening: Opening,
    /// The offer comes in the 2xx, so the answer comes in the opener's ACK.
    pub(super) late: bool,
    /// The opener took it back; the other leg has still to say how it went there.
    pub(super) abandoned: bool,
}

/// What it was begun with, and so how it is answered.
#[derive(Clone, Copy, Debug)]
pub(super) enum Opening {
    /// An INVITE or re-INVITE.
    Invite,
    /// An UPDATE.
    Update(ServerId),
}

impl Exchange {
    pub(super) fn invited(opener: LegId, late: bool) -> Self {
        Self {
            opener,
            opening: Opening::Invite,
            late,
            abandoned: false,
        }
    }

    pub(super) fn updated(opener: LegId, transaction: ServerId) -> Self {
        Self {
            opener,
            opening: Opening::Update(transaction),
            late: false,
            abandoned: false,
        }
    }
}

impl Call {
    /// Gives the opener the other phone's answer, or its offer if the exchange is a late one.
    pub(super) fn accept_opener(
        &mut self,
        now: Instant,
        exchange: Exchange,
        body: Option<Body>,
        out: &mut Vec<Effect>,
    ) {
        let headers = Vec::new();
        let command = match exchange.opening {
            Opening::Invite => Command::AcceptReinvite { body, headers },
            Opening::Update(transaction) => Command::Respond {
                transaction,
                status: StatusCode::OK,
                headers,
                body,
            },
        };
        self.legs.tell(now, exchange.opener, command, out);
    }

    /// Two phones that offer at once: the one whose offer comes while the other's only waits to be tried again goes
    /// first, and the other is told to try again later (RFC 3261 §14.1).
    pub(super) fn give_way_to(&mut self, now: Instant, from: LegId, out: &mut Vec<Effect>) {
        let Phase::Bridged(bridge) = &self.phase else {
            return;
        };
        let waits = bridge.exchange.is_some_and(|exchange| exchange.opener != from)
            && self
                .legs
                .find(from)
                .is_some_and(|leg| leg.usage.waits_after_glare());
        if waits {
            self.legs.tell(now, from, Command::GiveWay, out);
            self.reinvite_failed(now, from, StatusCode::REQUEST_PENDING, out);
        }
    }

    /// Tells the opener that nothing changes.
    pub(super) fn refuse_opener(
        &mut self,
        now: Instant,
        exchange: Exchange,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        match exchange.opening {
            Opening::Invite => self.refuse_reinvite(now, exchange.opener, status, out),
            Opening::Update(transaction) => {
                self.refuse_update(now, exchange.opener, transaction, status, out);
            }
        }
    }

    pub(super) fn refuse_update(
        &mut self,
        now: Instant,
        leg: LegId,
        transaction: ServerId,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        let refusal = Command::Respond {
            transaction,
            status,
            headers: Vec::new(),
            body: None,
        };
        self.legs.tell(now, leg, refusal, out);
    }
}
