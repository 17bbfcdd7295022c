//! Our INVITE until its final response (RFC 3261 §13.2, §9.1).

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::dialog::Dialog;
use crate::flow::Target;
use crate::message::{CSeq, HeaderName, Method, Request, Response, StatusCode};
use crate::tokens::Branch;
use crate::user_agent::acknowledged::Acknowledged;
use crate::user_agent::answers::status_of;
use crate::user_agent::callees::Callees;
use crate::user_agent::context::{Context, acknowledge, respond, tell, with_reason};
use crate::user_agent::early::Heard;
use crate::user_agent::established::Established;
use crate::user_agent::exchange::Exchange;
use crate::user_agent::in_dialog::Arrived;
use crate::user_agent::invite_usage::State;
use crate::user_agent::leaving::leave;
use crate::user_agent::{Command, Effect, Event, Farewell, Input, OutgoingInvite};

/// Timer C: how long after a provisional response the next or the final one must come (§16.6 step 11).
const PROGRESS_WITHIN: Duration = Duration::from_secs(181);

#[derive(Debug)]
pub(super) struct Outgoing {
    branch: Branch,
    invite: Request,
    target: Target,
    /// A provisional response came: from then on a CANCEL may be sent (§9.1).
    provisional: bool,
    cancel: Cancel,
    callees: Callees,
    progress_until: Option<Instant>,
}

/// How far we are with giving up.
#[derive(Debug)]
enum Cancel {
    No,
    /// Wanted, but no provisional response has come yet (§9.1).
    Wanted(Option<Bytes>),
    Sent,
}

impl Outgoing {
    pub(super) fn start(
        invite: OutgoingInvite,
        cx: &mut Context,
        now: Instant,
        out: &mut Vec<Effect>,
    ) -> Self {
        let cseq = cx.tokens.cseq();
        Self::send(invite, cseq, cx, now, out)
    }

    /// The request with this `CSeq`, as it stands among those of the same Call-ID.
    pub(super) fn send(
        invite: OutgoingInvite,
        cseq: u32,
        cx: &mut Context,
        now: Instant,
        out: &mut Vec<Effect>,
    ) -> Self {
        let (branch, target) = (cx.tokens.branch(), invite.target.clone());
        let mut request = invite.into_request(&cx.local.call_id, &cx.local.local_tag, cseq);
        cx.session.announce(request.headers_mut());
        out.push(Effect::Request {
            branch,
            request: request.clone(),
            target: target.clone(),
        });
        Self {
            branch,
            invite: request,
            target,
            provisional: false,
            cancel: Cancel::No,
            callees: Callees::default(),
            progress_until: Some(now + PROGRESS_WITHIN),
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
            Input::Response { branch, response } if branch == self.branch => {
                let status = response.status();
                if status.is_success() {
                    return self.answered(response, cx, out);
                }
                if status.is_final() && !self.again_if_too_brief(now, &response, cx, out) {
                    return self.failed(status, Some(response), cx, out);
                }
                if !status.is_final() {
                    self.progress(now, &response, cx, out);
                }
            }
            Input::Response { branch, response } => self.callees.answered(now, branch, response, cx, out),
            Input::Failed { branch, cause } if branch == self.branch => {
                let status = match (&self.cancel, cause) {
                    (Cancel::No, cause) => status_of(cause),
                    _ => StatusCode::REQUEST_TERMINATED,
                };
                return self.failed(status, None, cx, out);
            }
            Input::Failed { branch, cause } => self.callees.unanswered(branch, status_of(cause), out),
            Input::Command(Command::Cancel { reason } | Command::Bye(Farewell { reason, .. })) => {
                self.cancel(reason, out);
            }
            Input::Timeout if self.progress_until.is_some_and(|at| at <= now) => {
                self.progress_until = None;
                self.cancel(None, out);
            }
            Input::Request {
                request,
                transaction,
                flow,
            } => {
                self.received(
                    Arrived {
                        request,
                        transaction,
                        flow,
                    },
                    cx,
                    out,
                );
            }
            Input::Command(command) => self.callees.command(command, cx, out),
            _ => {}
        }
        self.callees.send_updates(now, cx, out);
        State::Outgoing(self)
    }

    pub(super) fn deadline(&self, cx: &Context) -> Option<Instant> {
        self.callees
            .deadline(cx)
            .into_iter()
            .chain(self.progress_until)
            .min()
    }

    /// A provisional response has come, be it only a 100.
    pub(super) fn is_heard(&self) -> bool {
        self.provisional
    }

    fn progress(&mut self, now: Instant, response: &Response, cx: &mut Context, out: &mut Vec<Effect>) {
        self.provisional = true;
        if let Cancel::Wanted(reason) = &mut self.cancel {
            let reason = reason.take();
            self.cancel(reason, out);
        }
        // A 100 only says that the request arrived (§16.7 step 2).
        if matches!(self.cancel, Cancel::Sent) || response.status() == StatusCode::TRYING {
            return;
        }
        self.progress_until = Some(now + PROGRESS_WITHIN);
        let to = response.headers().to().ok();
        let remote_tag: Box<str> = to.as_ref().and_then(|to| to.tag()).unwrap_or_default().into();
        let heard = self
            .callees
            .hear(&remote_tag, (&self.invite, &self.target), response, cx, out);
        let Heard::News { counts, is_offer } = heard else {
            return;
        };
        tell(
            Event::Progress {
                status: response.status(),
                body: response.session_part().filter(|_| counts),
                remote_tag,
                needs_acknowledge: is_offer,
                response: response.clone(),
            },
            out,
        );
    }

    fn cancel(&mut self, reason: Option<Bytes>, out: &mut Vec<Effect>) {
        if matches!(self.cancel, Cancel::Sent) {
            return;
        }
        if self.provisional {
            out.push(Effect::Cancel {
                branch: self.branch,
                headers: with_reason(reason),
            });
            self.cancel = Cancel::Sent;
        } else {
            self.cancel = Cancel::Wanted(reason);
        }
    }

    /// A 2xx. If it crossed our CANCEL the call is acknowledged and ended at once (§9.1).
    fn answered(self, response: Response, cx: &mut Context, out: &mut Vec<Effect>) -> State {
        let Ok(mut dialog) = Dialog::uac(&self.invite, &response, &self.target) else {
            // It cannot even be acknowledged.
            return self.failed(StatusCode::BAD_GATEWAY, Some(response), cx, out);
        };
        cx.peer.note(response.headers());
        cx.is_challenged(&response);
        cx.session.granted(cx.now, response.headers());
        cx.session.confirm();
        let to = response.headers().to().ok();
        let tag = to.as_ref().and_then(|to| to.tag());
        let early = self.callees.into_one(tag);
        if let Some(early) = &early {
            dialog.continue_from(&early.dialog);
        }
        let is_settled = early
            .as_ref()
            .is_some_and(|early| early.exchange == Exchange::Settled);
        let offered = self.invite.session_part().is_some();
        // What was agreed reliably stands (RFC 3261 §13.2.1).
        let body = response.session_part().filter(|_| !is_settled);
        let gave_up = !matches!(self.cancel, Cancel::No);
        let needs_acknowledge = !offered && body.is_some() && !gave_up;
        let mut invite = Acknowledged::new(self.branch, self.invite, self.target);
        let ack = (!needs_acknowledge).then(|| acknowledge(&dialog, invite.invite(), None, out));
        invite.answered(&dialog, ack);
        if gave_up {
            tell(
                Event::Failed {
                    status: StatusCode::REQUEST_TERMINATED,
                    response: None,
                },
                out,
            );
            return leave(dialog, vec![invite], Farewell::default(), cx, out);
        }
        tell(
            Event::Answered {
                status: response.status(),
                body,
                needs_acknowledge,
                response,
            },
            out,
        );
        let updates = early.map(|early| early.updates).unwrap_or_default();
        let established = Established::called(dialog, invite, needs_acknowledge, updates);
        State::Established(Box::new(established))
    }

    /// After a 422 the INVITE is sent anew with the interval that was asked for (RFC 4028 §7.3).
    fn again_if_too_brief(
        &mut self,
        now: Instant,
        refusal: &Response,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> bool {
        if !matches!(self.cancel, Cancel::No) || !cx.session.raise(Some(refusal)) {
            return false;
        }
        let Ok(cseq) = self.invite.headers().cseq() else {
            return false;
        };
        let headers = self.invite.headers_mut();
        headers.set(
            HeaderName::CSeq,
            CSeq::new(cseq.number + 1, Method::Invite).to_string(),
        );
        cx.session.announce_anew(headers);
        self.branch = cx.tokens.branch();
        self.provisional = false;
        self.callees = Callees::default();
        self.progress_until = Some(now + PROGRESS_WITHIN);
        out.push(Effect::Request {
            branch: self.branch,
            request: self.invite.clone(),
            target: self.target.clone(),
        });
        true
    }

    fn failed(
        &self,
        status: StatusCode,
        response: Option<Response>,
        cx: &Context,
        out: &mut Vec<Effect>,
    ) -> State {
        tell(Event::Failed { status, response }, out);
        cx.release(out);
        State::Over
    }

    /// A request within an early dialog. A callee that says BYE will not answer any more: we give up too.
    fn received(&mut self, arrived: Arrived, cx: &mut Context, out: &mut Vec<Effect>) {
        let from = arrived.request.headers().from();
        let tag = from.as_ref().ok().and_then(|from| from.tag());
        let Some(early) = self.callees.find(tag) else {
            return arrived.refuse(StatusCode::CALL_DOES_NOT_EXIST, out);
        };
        let Some((request, transaction)) = arrived.admit(&mut early.dialog, out) else {
            return;
        };
        cx.peer.note(request.headers());
        if *request.method() == Method::Bye {
            respond(&request, transaction, StatusCode::OK, out);
            return self.cancel(None, out);
        }
        early.request(request, transaction, cx, out);
    }
}
