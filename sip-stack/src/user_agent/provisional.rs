//! What we say before the final response, and how the peer acknowledges it (RFC 3261 §13.3.1.1, RFC 3262 §3, §5).

use std::time::Instant;

use crate::message::{RAck, Request, Response, StatusCode};
use crate::transaction::ServerId;
use crate::user_agent::context::{Context, Extra, respond, tell};
use crate::user_agent::exchange::Exchange;
use crate::user_agent::incoming::{Incoming, PROGRESS_EVERY};
use crate::user_agent::{Effect, Event};

impl Incoming {
    /// Says a provisional response: reliably, if it should and may be.
    pub(super) fn say(
        &mut self,
        now: Instant,
        status: StatusCode,
        mut extra: Extra,
        cx: &Context,
        out: &mut Vec<Effect>,
    ) {
        self.progress_at = now + PROGRESS_EVERY;
        if matches!(self.exchange, Exchange::Settled | Exchange::OfferSent) {
            extra.body = None;
        }
        let has_body = extra.body.is_some();
        let opens = self.exchange == Exchange::Nothing;
        let reliably = cx.peer.wants_reliable(&cx.terms, has_body);
        if opens && !(reliably && has_body) {
            // The first reliable response must carry the offer, and one that may be lost cannot (RFC 3261 §13.2.1).
            if cx.peer.requires_reliable {
                return;
            }
            extra.body = None;
            self.progress = Some((status, extra.clone()));
            return self.respond(cx.invite_response(&self.invite, status, extra), out);
        }
        let response = cx.invite_response(&self.invite, status, extra.clone());
        if !reliably {
            self.progress = Some((status, extra));
            return self.respond(response, out);
        }
        if has_body {
            self.exchange = if opens {
                Exchange::OfferSent
            } else {
                Exchange::Settled
            };
        }
        extra.body = None;
        self.progress = Some((status, extra));
        self.reliable.send(now, response, opens, &cx.timers, out);
    }

    fn respond(&self, response: Response, out: &mut Vec<Effect>) {
        out.push(Effect::Respond {
            transaction: self.transaction,
            response,
        });
    }

    /// A PRACK (RFC 3262 §3): it may bring the answer to our offer, or a new offer.
    pub(super) fn acknowledged(
        &mut self,
        now: Instant,
        request: Request,
        transaction: ServerId,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) {
        let rack = request.headers().one::<RAck>().ok().flatten();
        let meant = rack.and_then(|rack| self.reliable.acknowledge(now, &rack, &cx.timers, out));
        let Some(was_offer) = meant else {
            return respond(&request, transaction, StatusCode::CALL_DOES_NOT_EXIST, out);
        };
        match request.session_part() {
            answer if was_offer => {
                respond(&request, transaction, StatusCode::OK, out);
                if answer.is_some() {
                    self.exchange = Exchange::Settled;
                }
                tell(Event::ProgressAcknowledged { answer }, out);
            }
            Some(offer) if self.exchange == Exchange::Settled => cx.offered(request, transaction, offer, out),
            _ => respond(&request, transaction, StatusCode::OK, out),
        }
    }
}
