//! The peer's INVITE until our final response (RFC 3261 §13.3.1).

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::dialog::Dialog;
use crate::message::{Method, Request, Response, StatusCode};
use crate::transaction::ServerId;
use crate::user_agent::accepted::Accepted;
use crate::user_agent::context::{Context, Extra, describe, reason_of, respond, tell};
use crate::user_agent::established::Established;
use crate::user_agent::in_dialog::{Arrived, refuse_for_now};
use crate::user_agent::invite_usage::State;
use crate::user_agent::{Command, Effect, Event, Input};

/// How often a provisional response is repeated, so that no proxy gives up (§13.3.1.1).
const PROGRESS_EVERY: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Incoming {
    invite: Request,
    transaction: ServerId,
    pub(super) dialog: Dialog,
    progress: Option<Response>,
    progress_at: Instant,
}

impl Incoming {
    pub(super) fn new(invite: Request, transaction: ServerId, dialog: Dialog, now: Instant) -> Self {
        Self {
            invite,
            transaction,
            dialog,
            progress: None,
            progress_at: now + PROGRESS_EVERY,
        }
    }

    pub(super) fn handle(
        mut self: Box<Self>,
        now: Instant,
        input: Input,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> State {
        match input {
            Input::Command(Command::Progress {
                status,
                body,
                headers,
            }) if status.is_provisional() && status != StatusCode::TRYING => {
                let extra = Extra::new(headers, body);
                self.progress = Some(cx.invite_response(&self.invite, status, extra));
                self.say_progress(now, out);
            }
            Input::Timeout if self.progress_at <= now => self.say_progress(now, out),
            Input::Command(Command::Accept { body, headers }) => {
                return self.accept(now, Extra::new(headers, body), cx, out);
            }
            Input::Command(Command::Reject { status, headers }) => {
                return self.end(status, Extra::new(headers, None), cx, out);
            }
            Input::Command(Command::Bye { .. } | Command::Cancel { .. }) => {
                return self.end(StatusCode::TEMPORARILY_UNAVAILABLE, Extra::default(), cx, out);
            }
            Input::Command(Command::Respond {
                transaction,
                status,
                headers,
                body,
            }) => {
                cx.answer(transaction, status, Extra::new(headers, body), out);
            }
            Input::Cancelled { reason } => return self.cancelled(reason, cx, out),
            Input::Request {
                request,
                transaction,
                flow,
            } => {
                return self.received(
                    Arrived {
                        request,
                        transaction,
                        flow,
                    },
                    cx,
                    out,
                );
            }
            _ => {}
        }
        State::Incoming(self)
    }

    pub(super) fn deadline(&self) -> Option<Instant> {
        self.progress.as_ref().map(|_| self.progress_at)
    }

    fn say_progress(&mut self, now: Instant, out: &mut Vec<Effect>) {
        self.progress_at = now + PROGRESS_EVERY;
        if let Some(response) = self.progress.clone() {
            out.push(Effect::Respond {
                transaction: self.transaction,
                response,
            });
        }
    }

    fn accept(self, now: Instant, extra: Extra, cx: &Context, out: &mut Vec<Effect>) -> State {
        let owes_answer = self.invite.body_part().is_none() && extra.body.is_some();
        let response = cx.invite_response(&self.invite, StatusCode::OK, extra);
        let cseq = self.invite.headers().cseq().map_or(0, |cseq| cseq.number);
        let mut accepted = Accepted::start((self.transaction, response), cseq, &cx.timers, now, out);
        accepted.owes_answer = owes_answer;
        State::Established(Box::new(Established::answered(self.dialog, accepted)))
    }

    fn cancelled(&self, reason: Option<Bytes>, cx: &Context, out: &mut Vec<Effect>) -> State {
        let state = self.end(StatusCode::REQUEST_TERMINATED, Extra::default(), cx, out);
        tell(Event::Cancelled { reason }, out);
        state
    }

    fn end(&self, status: StatusCode, extra: Extra, cx: &Context, out: &mut Vec<Effect>) -> State {
        let status = if status.class() >= 3 {
            status
        } else {
            StatusCode::SERVER_INTERNAL_ERROR
        };
        let response = cx.invite_response(&self.invite, status, extra);
        out.push(Effect::Respond {
            transaction: self.transaction,
            response,
        });
        cx.release(out);
        State::Over
    }

    /// A request within the early dialog; BYE ends it like a CANCEL (§15.1.2).
    fn received(mut self: Box<Self>, arrived: Arrived, cx: &mut Context, out: &mut Vec<Effect>) -> State {
        if let Some((request, transaction)) = arrived.admit(&mut self.dialog, out) {
            match request.method() {
                Method::Invite => refuse_for_now(&request, transaction, cx, out),
                Method::Options => describe(&request, transaction, out),
                Method::Bye => {
                    respond(&request, transaction, StatusCode::OK, out);
                    return self.cancelled(reason_of(request.headers()), cx, out);
                }
                _ => cx.ask(request, transaction, out),
            }
        }
        State::Incoming(self)
    }
}
