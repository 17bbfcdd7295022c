//! Other requests within a dialog, each to the file that knows its method.

use std::time::Instant;

use bytes::Bytes;
use sip_stack::endpoint::ServerId;
use sip_stack::message::{Body, HeaderName, Method, Request, Response, StatusCode};
use sip_stack::user_agent::Command;

use super::call::Call;
use super::effect::Effect;
use super::leg::LegId;

/// The methods a call understands, for Allow.
pub(super) const ALLOW: &str =
    "INVITE, ACK, CANCEL, BYE, OPTIONS, INFO, MESSAGE, PRACK, UPDATE, REFER, SUBSCRIBE, NOTIFY";

/// A request of a leg's phone that waits for its answer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub(super) leg: LegId,
    pub(super) transaction: ServerId,
}

impl Call {
    /// A request that is neither an INVITE nor the end of the dialog.
    pub(super) fn requested(
        &mut self,
        now: Instant,
        leg: LegId,
        transaction: ServerId,
        request: &Request,
        out: &mut Vec<Effect>,
    ) {
        let asked = Asked { leg, transaction };
        match request.method() {
            Method::Info => self.info(now, asked, request, out),
            Method::Refer => self.refer(now, asked, request, out),
            Method::Subscribe => self.subscribed(now, asked, request, out),
            Method::Message => self.relay(now, asked, request, out),
            // Nothing subscribes to a phone here (RFC 6665 §4.1.3).
            Method::Notify => self.answer_asked(now, asked, StatusCode::CALL_DOES_NOT_EXIST, out),
            // What nobody here has heard of is not implemented; what is known does not belong into a call
            // (RFC 3261 §8.2.1, §21.5.2).
            Method::Other(_) => self.refuse_method(now, asked, StatusCode::NOT_IMPLEMENTED, out),
            _ => self.refuse_method(now, asked, StatusCode::METHOD_NOT_ALLOWED, out),
        }
    }

    /// A request of ours that was not an INVITE got its answer.
    pub(super) fn request_answered(
        &mut self,
        now: Instant,
        leg: LegId,
        method: &Method,
        response: &Response,
        out: &mut Vec<Effect>,
    ) {
        match method {
            Method::Notify => self.notify_answered(now, leg, response.status(), out),
            _ => self.relay_answered(now, leg, method, response, out),
        }
    }

    fn refuse_method(&mut self, now: Instant, asked: Asked, status: StatusCode, out: &mut Vec<Effect>) {
        let allow = (HeaderName::Allow, Bytes::from_static(ALLOW.as_bytes()));
        self.answer_with(now, asked, status, vec![allow], None, out);
    }

    /// Answers with a bare status.
    pub(super) fn answer_asked(
        &mut self,
        now: Instant,
        asked: Asked,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        self.answer_with(now, asked, status, Vec::new(), None, out);
    }

    pub(super) fn answer_with(
        &mut self,
        now: Instant,
        asked: Asked,
        status: StatusCode,
        headers: Vec<(HeaderName, Bytes)>,
        body: Option<Body>,
        out: &mut Vec<Effect>,
    ) {
        let respond = Command::Respond {
            transaction: asked.transaction,
            status,
            headers,
            body,
        };
        self.legs.tell(now, asked.leg, respond, out);
    }
}
