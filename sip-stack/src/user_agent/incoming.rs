//! The peer's INVITE until our final response (RFC 3261 §13.3.1).

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::dialog::Dialog;
use crate::message::{Method, Request, StatusCode};
use crate::transaction::ServerId;
use crate::user_agent::accepted::Accepted;
use crate::user_agent::answers::status_of;
use crate::user_agent::context::{Context, Extra, describe, reason_of, respond, tell};
use crate::user_agent::established::Established;
use crate::user_agent::exchange::{Busy, Exchange};
use crate::user_agent::in_dialog::{Arrived, refuse_for_now};
use crate::user_agent::invite_usage::State;
use crate::user_agent::reliable::ReliableProgress;
use crate::user_agent::update::{Updates, updated};
use crate::user_agent::{Command, Effect, Event, Input};

/// How often a provisional response is repeated, so that no proxy gives up (§13.3.1.1).
pub(super) const PROGRESS_EVERY: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub(super) struct Incoming {
    pub(super) invite: Request,
    pub(super) transaction: ServerId,
    pub(super) dialog: Dialog,
    pub(super) exchange: Exchange,
    pub(super) reliable: ReliableProgress,
    updates: Updates,
    /// What is said again every minute.
    pub(super) progress: Option<(StatusCode, Extra)>,
    pub(super) progress_at: Instant,
    /// When the caller no longer wants an answer: its INVITE's Expires (§13.3.1).
    expires_at: Option<Instant>,
    /// The 200 that waits until all provisional responses are acknowledged (RFC 3262 §3).
    accepted: Option<Extra>,
}

impl Incoming {
    /// `rseq`: the number of the first reliable provisional response.
    pub(super) fn new(
        invite: Request,
        transaction: ServerId,
        dialog: Dialog,
        rseq: u32,
        now: Instant,
    ) -> Self {
        let cseq = invite.headers().cseq().map_or(0, |cseq| cseq.number);
        let offered = invite.session_part().is_some();
        let expires = invite.headers().expires().ok().flatten();
        Self {
            exchange: if offered {
                Exchange::OfferReceived
            } else {
                Exchange::Nothing
            },
            reliable: ReliableProgress::new(transaction, cseq, rseq),
            updates: Updates::default(),
            accepted: None,
            expires_at: expires
                .filter(|seconds| *seconds > 0)
                .map(|seconds| now + Duration::from_secs(seconds.into())),
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
            }) if status.is_provisional() && status != StatusCode::TRYING && self.accepted.is_none() => {
                self.say(now, status, Extra::new(headers, body), cx, out);
            }
            Input::Timeout => return self.timeout(now, cx, out),
            Input::Command(Command::Accept { body, headers }) => {
                return self.accept(now, Extra::new(headers, body), cx, out);
            }
            Input::Command(Command::Reject { status, headers }) => {
                return self.end(status, Extra::new(headers, None), cx, out);
            }
            Input::Command(Command::Bye(_) | Command::Cancel { .. }) => {
                return self.end(StatusCode::TEMPORARILY_UNAVAILABLE, Extra::default(), cx, out);
            }
            Input::Command(Command::Respond {
                transaction,
                status,
                headers,
                body,
            }) => {
                let (asked, extra) = ((transaction, status), Extra::new(headers, body));
                cx.answer(asked, extra, Some(&mut self.dialog), out);
            }
            Input::Command(Command::Update { offer, headers }) => {
                self.updates.want(Extra::new(headers, offer));
            }
            Input::Response { branch, response } if self.updates.has(branch) => {
                // Whether the caller is gone, its CANCEL or the lost ACK tells.
                self.updates.answered(now, response, &mut self.dialog, cx, out);
            }
            Input::Failed { branch, cause } if self.updates.has(branch) => {
                self.updates.unanswered(status_of(cause), out);
            }
            Input::Cancelled { reason } => return self.cancelled(reason, cx, out),
            Input::Request {
                request,
                transaction,
                flow,
            } => {
                let arrived = Arrived {
                    request,
                    transaction,
                    flow,
                };
                return self.received(now, arrived, cx, out);
            }
            _ => {}
        }
        self.go_on(now, cx, out)
    }

    fn go_on(mut self: Box<Self>, now: Instant, cx: &mut Context, out: &mut Vec<Effect>) -> State {
        let free = self.is_free(cx);
        self.updates.send_if(free, now, &mut self.dialog, cx, out);
        State::Incoming(self)
    }

    fn is_free(&self, cx: &Context) -> bool {
        self.exchange == Exchange::Settled && !self.reliable.is_open() && !cx.owes_answer()
    }

    pub(super) fn deadline(&self, cx: &Context) -> Option<Instant> {
        let progress = self.progress.as_ref().map(|_| self.progress_at);
        let update = self.updates.deadline().filter(|_| self.is_free(cx));
        [progress, update, self.reliable.deadline(), self.expires_at]
            .into_iter()
            .flatten()
            .min()
    }

    fn timeout(mut self: Box<Self>, now: Instant, cx: &mut Context, out: &mut Vec<Effect>) -> State {
        if self.reliable.timeout(now, out) {
            tell(Event::ProgressUnacknowledged, out);
            return self.end(StatusCode::SERVER_TIMEOUT, Extra::default(), cx, out);
        }
        if self.expires_at.is_some_and(|at| at <= now) {
            return self.cancelled(None, cx, out);
        }
        if self.progress_at <= now
            && let Some((status, extra)) = self.progress.clone()
        {
            self.say(now, status, extra, cx, out);
        }
        self.go_on(now, cx, out)
    }

    fn accept(
        mut self: Box<Self>,
        now: Instant,
        mut extra: Extra,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> State {
        if self.reliable.is_open() {
            self.accepted = Some(extra);
            return State::Incoming(self);
        }
        if matches!(self.exchange, Exchange::Settled | Exchange::OfferSent) {
            extra.body = None;
        }
        let owes_answer = self.exchange == Exchange::Nothing && extra.body.is_some();
        let mut response = cx.invite_response(&self.invite, StatusCode::OK, extra);
        cx.session
            .grant(now, self.invite.headers(), response.headers_mut());
        cx.session.confirm();
        let cseq = self.invite.headers().cseq().map_or(0, |cseq| cseq.number);
        let mut accepted = Accepted::start((self.transaction, response), cseq, &cx.timers, now, out);
        accepted.owes_answer = owes_answer;
        State::Established(Box::new(Established::answered(
            self.dialog,
            accepted,
            self.updates,
        )))
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
    fn received(
        mut self: Box<Self>,
        now: Instant,
        arrived: Arrived,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> State {
        let Some((request, transaction)) = arrived.admit(&mut self.dialog, out) else {
            return State::Incoming(self);
        };
        cx.peer.note(request.headers());
        match request.method() {
            Method::Invite => refuse_for_now(&request, transaction, cx, out),
            Method::Options => describe(&request, transaction, out),
            Method::Bye => {
                respond(&request, transaction, StatusCode::OK, out);
                return self.cancelled(reason_of(request.headers()), cx, out);
            }
            Method::Prack => {
                self.acknowledged(now, request, transaction, cx, out);
                if !self.reliable.is_open()
                    && let Some(extra) = self.accepted.take()
                {
                    return self.accept(now, extra, cx, out);
                }
            }
            Method::Update => {
                let busy = if self.updates.is_offering() {
                    Busy::Ours
                } else {
                    self.exchange.busy()
                };
                updated(request, transaction, busy, &mut self.dialog, cx, out);
            }
            _ => cx.ask(request, transaction, out),
        }
        self.go_on(now, cx, out)
    }
}
