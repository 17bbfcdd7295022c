//! The way of an arrived message: repeated, cancelled, within a dialog, or new (RFC 3261 §8.2, §9.2, §12.2.2, §17.2.3).

use std::time::Instant;

use bytes::Bytes;

use crate::endpoint::arrived::Arrived;
use crate::endpoint::reply::{stamp, way_back};
use crate::endpoint::{DropReason, Effect, Endpoint};
use crate::flow::Flow;
use crate::message::{
    HeaderName, Message, Method, ParseError, ParseErrorKind, Request, Response, StatusCode,
};
use crate::transaction::ServerKey;
use crate::transaction::uas::Input;
use crate::user_agent;

/// When a refused peer may come again, in seconds.
const RETRY_AFTER_S: &str = "10";

impl Endpoint {
    pub(super) fn receive(&mut self, now: Instant, flow: Flow, bytes: Bytes, out: &mut Vec<Effect>) {
        match Message::parse(bytes, &self.config.limits) {
            Ok(Message::Response(response)) => self.answered(now, response, out),
            Ok(Message::Request(request)) => match Arrived::new(request, flow) {
                Ok(arrived) => self.request(now, arrived, out),
                Err(error) => out.push(Effect::Dropped(DropReason::Malformed(error.into()))),
            },
            Err(ParseError {
                kind: ParseErrorKind::Empty,
                ..
            }) => {
                out.push(Effect::Dropped(DropReason::KeepAlive));
            }
            Err(ParseError {
                kind,
                answer: Some(answer),
            }) => self.refuse_malformed(flow, kind, *answer, out),
            Err(ParseError { kind, answer: None }) => {
                out.push(Effect::Dropped(DropReason::Malformed(kind)));
            }
        }
    }

    fn request(&mut self, now: Instant, arrived: Arrived, out: &mut Vec<Effect>) {
        let method = arrived.request.method();
        let known = self.servers.find(&arrived.key);
        match known {
            _ if *method == Method::Ack => {
                let is_for_user = known.is_none_or(|id| self.step_server(now, id, Input::Ack, out));
                if is_for_user {
                    self.deliver_ack(arrived.request, arrived.flow, out);
                }
            }
            Some(id) => {
                self.step_server(now, id, Input::Request, out);
            }
            None if *method == Method::Cancel => self.cancelled(now, &arrived, out),
            None if self.is_full() => self.refuse_overload(&arrived, out),
            None => self.first_seen(now, arrived, out),
        }
    }

    fn first_seen(&mut self, now: Instant, arrived: Arrived, out: &mut Vec<Effect>) {
        let Ok(to) = arrived.request.headers().to() else {
            return self.refuse(now, &arrived, StatusCode::BAD_REQUEST, out);
        };
        // A REGISTER belongs to no dialog, whatever its To says (§10.2).
        let tag = to.tag().filter(|_| *arrived.request.method() != Method::Register);
        let Some(tag) = tag else {
            if self.is_crowded() {
                return self.refuse_overload(&arrived, out);
            }
            let is_merged = self.servers.is_merged(arrived.merge.as_ref());
            if is_merged && !self.config.is_forwarded(&arrived.request) {
                return self.refuse(now, &arrived, StatusCode::LOOP_DETECTED, out);
            }
            if self.dialogs_are_full() && *arrived.request.method() == Method::Invite {
                return self.refuse_overload(&arrived, out);
            }
            let transaction = self.admit(now, &arrived, None);
            let Arrived { request, flow, .. } = arrived;
            return out.push(Effect::Incoming {
                flow,
                transaction,
                request,
            });
        };
        let Some(owner) = self.dialogs.owner(&arrived.request, tag) else {
            if self.config.is_routed(&arrived.request) {
                let transaction = self.admit(now, &arrived, None);
                let Arrived { request, flow, .. } = arrived;
                return out.push(Effect::Incoming {
                    flow,
                    transaction,
                    request,
                });
            }
            return self.refuse(now, &arrived, StatusCode::CALL_DOES_NOT_EXIST, out);
        };
        let transaction = Some(self.admit(now, &arrived, Some(owner)));
        let Arrived { request, flow, .. } = arrived;
        out.push(Effect::Deliver {
            owner,
            input: user_agent::Input::Request {
                request,
                transaction,
                flow,
            },
        });
    }

    fn deliver_ack(&self, request: Request, flow: Flow, out: &mut Vec<Effect>) {
        let to = request.headers().to().ok();
        let tag = to.as_ref().and_then(|to| to.tag());
        match tag.and_then(|tag| self.dialogs.owner(&request, tag)) {
            Some(owner) => {
                let input = user_agent::Input::Request {
                    request,
                    transaction: None,
                    flow,
                };
                out.push(Effect::Deliver { owner, input });
            }
            // It ends what was never kept.
            None if tag.is_some_and(|tag| self.is_of_challenge(request.headers(), tag)) => {}
            None if self.config.is_routed(&request) => out.push(Effect::Stray { flow, request }),
            None => out.push(Effect::Dropped(DropReason::StrayAck)),
        }
    }

    /// CANCEL is answered at once, before its INVITE hears of it (§9.2).
    fn cancelled(&mut self, now: Instant, arrived: &Arrived, out: &mut Vec<Effect>) {
        let invite = ServerKey::invite_of(&arrived.request)
            .ok()
            .and_then(|key| self.servers.find(&key));
        let Some(invite) = invite else {
            return self.refuse(now, arrived, StatusCode::CALL_DOES_NOT_EXIST, out);
        };
        self.refuse(now, arrived, StatusCode::OK, out);
        let reason = arrived
            .request
            .headers()
            .first(HeaderName::Reason)
            .map(Bytes::copy_from_slice);
        self.cancel(invite, reason, out);
    }

    pub(super) fn refuse_excess(&mut self, flow: Flow, bytes: Bytes, out: &mut Vec<Effect>) {
        let Ok(Message::Request(request)) = Message::parse(bytes, &self.config.limits) else {
            return;
        };
        // An ACK has no answer (§17.1.1.3).
        if *request.method() != Method::Ack
            && let Ok(arrived) = Arrived::new(request, flow)
        {
            self.refuse_overload(&arrived, out);
        }
    }

    /// Answered without a transaction: a repeated request is refused again.
    fn refuse_overload(&mut self, arrived: &Arrived, out: &mut Vec<Effect>) {
        out.push(Effect::Dropped(DropReason::Overload));
        let mut response = Response::for_request(&arrived.request, StatusCode::SERVICE_UNAVAILABLE);
        response.headers_mut().push(HeaderName::RetryAfter, RETRY_AFTER_S);
        self.complete(&mut response);
        let target = arrived.reply_to.clone();
        out.push(Effect::Transmit {
            target,
            bytes: response.to_bytes(),
            branch: None,
        });
    }

    fn refuse_malformed(
        &mut self,
        flow: Flow,
        kind: ParseErrorKind,
        mut answer: Response,
        out: &mut Vec<Effect>,
    ) {
        let Ok(via) = answer.headers().via() else {
            return out.push(Effect::Dropped(DropReason::Malformed(kind)));
        };
        stamp(answer.headers_mut(), &via, &flow);
        self.complete(&mut answer);
        out.push(Effect::Dropped(DropReason::Refused(kind)));
        out.push(Effect::Transmit {
            target: way_back(&via, flow),
            bytes: answer.to_bytes(),
            branch: None,
        });
    }
}
