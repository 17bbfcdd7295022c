//! Our provisional responses that the peer acknowledges (RFC 3262 §3): one at a time, in order, repeated.

use std::collections::VecDeque;
use std::num::NonZeroU32;
use std::time::{Duration, Instant};

use crate::message::{CSeq, HeaderName, Method, RAck, RSeq, Response};
use crate::transaction::{ServerId, Timers};
use crate::user_agent::Effect;

/// Responses that may wait for the one before; the oldest is left out then, for a newer one says more.
const WAITING_MAX: usize = 8;

/// The reliable provisional responses to one INVITE.
#[derive(Debug)]
pub(super) struct ReliableProgress {
    transaction: ServerId,
    invite_cseq: u32,
    /// RSeq of the next.
    next: RSeq,
    open: Option<Unacknowledged>,
    waiting: VecDeque<(Response, bool)>,
}

#[derive(Debug)]
struct Unacknowledged {
    response: Response,
    rseq: RSeq,
    is_offer: bool,
    resend_at: Instant,
    interval: Duration,
    give_up_at: Instant,
}

impl ReliableProgress {
    /// `first` is the first RSeq, below 2^31 (§3).
    pub(super) fn new(transaction: ServerId, invite_cseq: u32, first: u32) -> Self {
        Self {
            transaction,
            invite_cseq,
            next: RSeq(NonZeroU32::MIN.saturating_add(first)),
            open: None,
            waiting: VecDeque::new(),
        }
    }

    /// Sends a response, as soon as the one before is acknowledged.
    pub(super) fn send(
        &mut self,
        now: Instant,
        response: Response,
        is_offer: bool,
        timers: &Timers,
        out: &mut Vec<Effect>,
    ) {
        if self.waiting.len() >= WAITING_MAX {
            self.waiting.pop_front();
        }
        self.waiting.push_back((response, is_offer));
        self.send_next(now, timers, out);
    }

    /// Whether a response is unacknowledged, so that a 2xx has to wait.
    pub(super) fn is_open(&self) -> bool {
        self.open.is_some()
    }

    /// A PRACK came: whether what it means carried our offer, so that it owes the answer. `None`: it means nothing
    /// that is open.
    pub(super) fn acknowledge(
        &mut self,
        now: Instant,
        rack: &RAck,
        timers: &Timers,
        out: &mut Vec<Effect>,
    ) -> Option<bool> {
        let invite = CSeq::new(self.invite_cseq, Method::Invite);
        let means_it = |open: &mut Unacknowledged| open.rseq == rack.rseq && invite == rack.cseq;
        let open = self.open.take_if(means_it)?;
        self.send_next(now, timers, out);
        Some(open.is_offer)
    }

    /// Repeats what is due; `true`: it was never acknowledged.
    pub(super) fn timeout(&mut self, now: Instant, out: &mut Vec<Effect>) -> bool {
        let Some(open) = &mut self.open else { return false };
        if open.give_up_at <= now {
            return true;
        }
        if open.resend_at <= now {
            // Doubled without an upper bound: §3 knows no T2 here.
            open.interval *= 2;
            open.resend_at = now + open.interval;
            out.push(Effect::Respond {
                transaction: self.transaction,
                response: open.response.clone(),
            });
        }
        false
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.open.as_ref().map(|open| open.resend_at.min(open.give_up_at))
    }

    fn send_next(&mut self, now: Instant, timers: &Timers, out: &mut Vec<Effect>) {
        if self.open.is_some() {
            return;
        }
        let Some((mut response, is_offer)) = self.waiting.pop_front() else {
            return;
        };
        let rseq = self.next;
        self.next = RSeq(rseq.0.saturating_add(1));
        response.headers_mut().push(HeaderName::Require, "100rel");
        response.headers_mut().append(&rseq);
        out.push(Effect::Respond {
            transaction: self.transaction,
            response: response.clone(),
        });
        self.open = Some(Unacknowledged {
            response,
            rseq,
            is_offer,
            resend_at: now + timers.t1,
            interval: timers.t1,
            give_up_at: now + timers.give_up(),
        });
    }
}
