//! One early dialog of our INVITE: a callee that has answered provisionally (RFC 3261 §12.1.2, RFC 3262 §4).

use std::time::Instant;

use crate::dialog::Dialog;
use crate::message::{
    Body, CSeq, HeaderName, HeaderValue, Headers, Method, RAck, RSeq, Request, Response, StatusCode,
};
use crate::transaction::ServerId;
use crate::user_agent::Effect;
use crate::user_agent::context::{Context, Extra, describe, respond};
use crate::user_agent::exchange::{Busy, Exchange};
use crate::user_agent::update::{Updates, updated};

#[derive(Debug)]
pub(super) struct Early {
    pub(super) dialog: Dialog,
    pub(super) exchange: Exchange,
    pub(super) updates: Updates,
    /// RSeq of the latest response that was acknowledged or waits for it.
    rseq: Option<RSeq>,
    /// It brought an offer: its PRACK waits for the owner's answer.
    owed: Option<RAck>,
}

/// What a provisional response is to its dialog.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// News; `counts`: its SDP has a meaning. `is_offer`: the owner owes the answer.
    News { counts: bool, is_offer: bool },
    /// Known already, or out of order: it is passed over, and comes again if it must (RFC 3262 §4).
    Nothing,
}

impl Early {
    pub(super) fn new(dialog: Dialog, offered: bool) -> Self {
        let exchange = if offered {
            Exchange::OfferSent
        } else {
            Exchange::Nothing
        };
        Self {
            dialog,
            exchange,
            updates: Updates::default(),
            rseq: None,
            owed: None,
        }
    }

    /// A provisional response of this callee. A reliable one is acknowledged, in order and once.
    pub(super) fn hear(
        &mut self,
        response: &Response,
        invite: &Request,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> Heard {
        let has_body = response.session_part().is_some();
        let Some(rseq) = rseq(response.headers()) else {
            // Without an offer of ours, SDP that may be lost is none.
            let counts = self.exchange == Exchange::OfferSent;
            return Heard::News {
                counts,
                is_offer: false,
            };
        };
        if self
            .rseq
            .is_some_and(|last| last.0.checked_add(1) != Some(rseq.0))
        {
            return Heard::Nothing;
        }
        self.rseq = Some(rseq);
        let number = invite.headers().cseq().map_or(0, |cseq| cseq.number);
        let rack = RAck {
            rseq,
            cseq: CSeq::new(number, Method::Invite),
        };
        let (counts, is_offer) = match self.exchange {
            Exchange::OfferSent if has_body => (true, false),
            Exchange::Nothing if has_body => (true, true),
            _ => (false, false),
        };
        if is_offer {
            self.exchange = Exchange::OfferReceived;
            self.owed = Some(rack);
        } else {
            if counts {
                self.exchange = Exchange::Settled;
            }
            self.acknowledge(&rack, None, cx, out);
        }
        Heard::News { counts, is_offer }
    }

    /// The owner's answer to an offer that came in a provisional response.
    pub(super) fn answer(&mut self, answer: Option<Body>, cx: &mut Context, out: &mut Vec<Effect>) {
        if let Some(rack) = self.owed.take() {
            self.exchange = Exchange::Settled;
            self.acknowledge(&rack, answer, cx, out);
        }
    }

    fn acknowledge(&mut self, rack: &RAck, answer: Option<Body>, cx: &mut Context, out: &mut Vec<Effect>) {
        let headers = vec![(HeaderName::RAck, rack.to_bytes())];
        cx.send(&mut self.dialog, Method::Prack, Extra::new(headers, answer), out);
    }

    pub(super) fn deadline(&self, cx: &Context) -> Option<Instant> {
        self.updates.deadline().filter(|_| self.is_free(cx))
    }

    pub(super) fn send_update(&mut self, now: Instant, cx: &mut Context, out: &mut Vec<Effect>) {
        let free = self.is_free(cx);
        self.updates.send_if(free, now, &mut self.dialog, cx, out);
    }

    fn is_free(&self, cx: &Context) -> bool {
        self.exchange == Exchange::Settled && !cx.owes_answer()
    }

    /// A request within the dialog; BYE is the caller's business.
    pub(super) fn request(
        &mut self,
        request: Request,
        transaction: ServerId,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) {
        match request.method() {
            Method::Invite => respond(&request, transaction, StatusCode::REQUEST_PENDING, out),
            Method::Prack => respond(&request, transaction, StatusCode::CALL_DOES_NOT_EXIST, out),
            Method::Update => {
                let busy = if self.updates.is_offering() {
                    Busy::Ours
                } else {
                    self.exchange.busy()
                };
                updated(request, transaction, busy, &mut self.dialog, cx, out);
            }
            Method::Options => describe(&request, transaction, out),
            _ => cx.ask(request, transaction, out),
        }
    }
}

/// The RSeq of a response that is to be acknowledged (RFC 3262 §4): with `Require: 100rel`.
fn rseq(headers: &Headers) -> Option<RSeq> {
    let is_required = headers
        .require()
        .iter()
        .any(|tag| tag.eq_ignore_ascii_case("100rel"));
    headers.one().ok().flatten().filter(|_| is_required)
}
