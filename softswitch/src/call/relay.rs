//! Requests carried from one phone of a bridge to the other, and the answers back.
//!
//! One request of a method is open to a phone at a time, so that each answer finds its question; the next
//! ones wait in order.

use std::collections::VecDeque;
use std::time::Instant;

use bytes::Bytes;
use sip_stack::message::{Body, HeaderName, Headers, Method, Request, Response, StatusCode};
use sip_stack::user_agent::Command;

use super::call::Call;
use super::effect::Effect;
use super::leg::LegId;
use super::phase::Phase;
use super::request::Asked;
use super::status;

/// Requests of a call under way or waiting; a further one is answered 503.
const RELAYS_MAX: usize = 32;

/// What is carried along with a body (RFC 3261 §20, RFC 3428 §5).
const CARRIED: [HeaderName; 5] = [
    HeaderName::ContentDisposition,
    HeaderName::ContentEncoding,
    HeaderName::Subject,
    HeaderName::Date,
    HeaderName::InReplyTo,
];

/// What the answer says about the method and its bodies.
const CARRIED_BACK: [HeaderName; 4] = [
    HeaderName::Accept,
    HeaderName::AcceptEncoding,
    HeaderName::RecvInfo,
    HeaderName::Warning,
];

/// The requests on their way between two phones, oldest first.
#[derive(Debug, Default)]
pub(super) struct Relays {
    open: VecDeque<Relay>,
}

#[derive(Debug)]
struct Relay {
    /// `None`: the switch says it itself.
    asked: Option<Asked>,
    to: LegId,
    method: Method,
    headers: Vec<(HeaderName, Bytes)>,
    body: Option<Body>,
    sent: bool,
}

impl Relays {
    /// The next request that nothing stands before.
    fn next(&mut self, to: LegId, method: &Method) -> Option<&mut Relay> {
        let mut same = self
            .open
            .iter_mut()
            .filter(|relay| relay.to == to && relay.method == *method);
        same.next().filter(|relay| !relay.sent)
    }
}

impl Call {
    /// The phone at the other end of the bridge.
    pub(super) fn partner(&self, leg: LegId) -> Option<LegId> {
        match &self.phase {
            Phase::Bridged(bridge) if bridge.joins(leg) => Some(bridge.other(leg)),
            _ => None,
        }
    }

    /// Carries a request to the other phone. Without one there is nobody who could take it: 480.
    pub(super) fn relay(&mut self, now: Instant, asked: Asked, request: &Request, out: &mut Vec<Effect>) {
        let Some(to) = self.partner(asked.leg) else {
            return self.answer_asked(now, asked, StatusCode::TEMPORARILY_UNAVAILABLE, out);
        };
        if self.relays.open.len() >= RELAYS_MAX {
            return self.answer_asked(now, asked, StatusCode::SERVICE_UNAVAILABLE, out);
        }
        let method = request.method().clone();
        self.relays.open.push_back(Relay {
            asked: Some(asked),
            to,
            method: method.clone(),
            headers: carried(request.headers(), &CARRIED),
            body: request.body_part(),
            sent: false,
        });
        self.relay_next(now, to, &method, out);
    }

    /// Tells a phone something of our own by INFO, after what is carried to it already.
    pub(super) fn send_info(&mut self, now: Instant, to: LegId, body: Body, out: &mut Vec<Effect>) {
        if self.relays.open.len() >= RELAYS_MAX {
            return;
        }
        self.relays.open.push_back(Relay {
            asked: None,
            to,
            method: Method::Info,
            headers: Vec::new(),
            body: Some(body),
            sent: false,
        });
        self.relay_next(now, to, &Method::Info, out);
    }

    fn relay_next(&mut self, now: Instant, to: LegId, method: &Method, out: &mut Vec<Effect>) {
        let Some(relay) = self.relays.next(to, method) else {
            return;
        };
        relay.sent = true;
        let request = Command::Request {
            method: method.clone(),
            headers: std::mem::take(&mut relay.headers),
            body: relay.body.take(),
        };
        self.legs.tell(now, to, request, out);
    }

    /// The other phone answered what was carried to it.
    pub(super) fn relay_answered(
        &mut self,
        now: Instant,
        from: LegId,
        method: &Method,
        response: &Response,
        out: &mut Vec<Effect>,
    ) {
        let is_it = |relay: &Relay| relay.sent && relay.to == from && relay.method == *method;
        let Some(relay) = self
            .relays
            .open
            .iter()
            .position(is_it)
            .and_then(|at| self.relays.open.remove(at))
        else {
            return;
        };
        let status = status::passed_on(response.status());
        let mut headers = carried(response.headers(), &CARRIED_BACK);
        if status == StatusCode::METHOD_NOT_ALLOWED {
            headers.extend(carried(response.headers(), &[HeaderName::Allow]));
        }
        if let Some(asked) = relay.asked {
            self.answer_with(now, asked, status, headers, response.body_part(), out);
        }
        self.relay_next(now, from, method, out);
    }

    /// The bridge is gone: nobody will answer what is still open.
    pub(super) fn close_relays(&mut self, now: Instant, out: &mut Vec<Effect>) {
        for relay in std::mem::take(&mut self.relays.open) {
            if let Some(asked) = relay.asked {
                self.answer_asked(now, asked, StatusCode::REQUEST_TERMINATED, out);
            }
        }
    }
}

fn carried(from: &Headers, names: &[HeaderName]) -> Vec<(HeaderName, Bytes)> {
    let value = |name: &HeaderName| Some((name.clone(), Bytes::copy_from_slice(from.first(name)?)));
    names.iter().filter_map(value).collect()
}
