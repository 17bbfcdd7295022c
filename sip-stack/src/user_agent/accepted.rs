//! Our 2xx, repeated until its ACK comes, on every transport (RFC 3261 §13.3.1.4).

use std::time::{Duration, Instant};

use crate::message::Response;
use crate::transaction::{ServerId, Timers};
use crate::user_agent::Effect;

/// A 2xx of ours that is not acknowledged yet.
#[derive(Debug)]
pub(super) struct Accepted {
    transaction: ServerId,
    response: Response,
    /// CSeq of the INVITE, which its ACK shares.
    pub(super) cseq: u32,
    /// It carried our offer: the ACK owes the answer.
    pub(super) owes_answer: bool,
    /// It answered a re-INVITE.
    pub(super) of_reinvite: bool,
    resend_at: Instant,
    interval: Duration,
    pub(super) give_up_at: Instant,
}

impl Accepted {
    pub(super) fn start(
        (transaction, response): (ServerId, Response),
        cseq: u32,
        timers: &Timers,
        now: Instant,
        out: &mut Vec<Effect>,
    ) -> Self {
        out.push(Effect::Respond {
            transaction,
            response: response.clone(),
        });
        Self {
            transaction,
            response,
            cseq,
            owes_answer: false,
            of_reinvite: false,
            resend_at: now + timers.t1,
            interval: timers.t1,
            give_up_at: now + timers.give_up(),
        }
    }

    pub(super) fn resend(&mut self, now: Instant, timers: &Timers, out: &mut Vec<Effect>) {
        if self.resend_at <= now {
            self.interval = (self.interval * 2).min(timers.t2);
            self.resend_at = now + self.interval;
            out.push(Effect::Respond {
                transaction: self.transaction,
                response: self.response.clone(),
            });
        }
    }

    pub(super) fn deadline(&self) -> Instant {
        self.resend_at.min(self.give_up_at)
    }
}
