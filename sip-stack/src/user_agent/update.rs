//! UPDATE in one dialog, ours and the peer's, early or confirmed (RFC 3311).

use std::time::Instant;

use crate::dialog::Dialog;
use crate::message::{Method, Request, Response, StatusCode};
use crate::tokens::Branch;
use crate::transaction::ServerId;
use crate::user_agent::answers::peer_gone;
use crate::user_agent::context::{Context, Extra, respond, respond_with, tell};
use crate::user_agent::exchange::Busy;
use crate::user_agent::in_dialog::refuse_for_now;
use crate::user_agent::{Effect, Ended, Event};

/// How often an UPDATE is sent before glare is told to the owner.
const ATTEMPTS_MAX: u8 = 5;

/// Our UPDATEs in one dialog: one at a time.
#[derive(Debug, Default)]
pub(super) struct Updates {
    ours: Option<Ours>,
    wanted: Option<Wanted>,
}

#[derive(Debug)]
struct Ours {
    branch: Branch,
    extra: Extra,
    attempt: u8,
}

#[derive(Debug)]
struct Wanted {
    extra: Extra,
    attempt: u8,
    /// The wait after a 491 (§5.3).
    not_before: Option<Instant>,
}

impl Updates {
    /// One of ours is open; with an offer or without, another exchange waits for it.
    pub(super) fn is_open(&self) -> bool {
        self.ours.is_some()
    }

    /// One of ours with an offer is open.
    pub(super) fn is_offering(&self) -> bool {
        self.ours.as_ref().is_some_and(|ours| ours.extra.body.is_some())
    }

    /// One of ours was sent before, met the peer's own and waits to be tried again.
    pub(super) fn waits_after_glare(&self) -> bool {
        self.wanted.as_ref().is_some_and(|wanted| wanted.attempt > 1)
    }

    /// The peer's own goes first: the one that waits to be tried again is forgotten.
    pub(super) fn give_way(&mut self) {
        self.wanted.take_if(|wanted| wanted.attempt > 1);
    }

    pub(super) fn want(&mut self, extra: Extra) {
        self.wanted = Some(Wanted {
            extra,
            attempt: 1,
            not_before: None,
        });
    }

    /// When the wanted UPDATE may be sent, if only time is in its way.
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.wanted
            .as_ref()
            .and_then(|wanted| wanted.not_before)
            .filter(|_| self.ours.is_none())
    }

    /// Sends the wanted UPDATE, if nothing stands in its way.
    pub(super) fn send_if(
        &mut self,
        free: bool,
        now: Instant,
        dialog: &mut Dialog,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) {
        let free = free && self.ours.is_none();
        let is_due = |wanted: &mut Wanted| free && wanted.not_before.is_none_or(|at| at <= now);
        let Some(Wanted { extra, attempt, .. }) = self.wanted.take_if(is_due) else {
            return;
        };
        let branch = cx.send(dialog, Method::Update, extra.clone(), out);
        self.ours = Some(Ours {
            branch,
            extra,
            attempt,
        });
    }

    /// Whether this response is to our UPDATE.
    pub(super) fn has(&self, branch: Branch) -> bool {
        self.ours.as_ref().is_some_and(|ours| ours.branch == branch)
    }

    /// A response to our UPDATE. After a 491 it is tried again (§5.3); 481 and 408 end the dialog.
    pub(super) fn answered(
        &mut self,
        now: Instant,
        response: Response,
        dialog: &mut Dialog,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> Option<Ended> {
        let status = response.status();
        if !status.is_final() {
            return None;
        }
        let ours = self.ours.take()?;
        let asks = cx.is_challenged(&response);
        if status.is_success() {
            dialog.refresh(response.headers());
            cx.peer.note(response.headers());
            if cx.session.is_confirmed() {
                cx.session.granted(now, response.headers());
            }
            if ours.extra.body.is_some() {
                let body = response.session_part();
                tell(Event::UpdateAnswered { body }, out);
            }
            return None;
        }
        if status == StatusCode::REQUEST_PENDING && ours.attempt < ATTEMPTS_MAX && self.wanted.is_none() {
            let not_before = Some(now + cx.wait_after_glare());
            self.wanted = Some(Wanted {
                extra: ours.extra,
                attempt: ours.attempt + 1,
                not_before,
            });
            return None;
        }
        if (asks || cx.session.raise(Some(&response))) && self.wanted.is_none() {
            self.want(ours.extra);
            return None;
        }
        fail(&ours, status, Some(response), out)
    }

    /// Our UPDATE gets no response.
    pub(super) fn unanswered(&mut self, status: StatusCode, out: &mut Vec<Effect>) -> Option<Ended> {
        let ours = self.ours.take()?;
        fail(&ours, status, None, out)
    }
}

/// The session stays as it was, unless the peer is gone.
fn fail(ours: &Ours, status: StatusCode, response: Option<Response>, out: &mut Vec<Effect>) -> Option<Ended> {
    if ours.extra.body.is_some() {
        tell(Event::UpdateFailed { status, response }, out);
    }
    peer_gone(status)
}

/// The peer's UPDATE. One without an offer is answered here: it refreshes the target and the session.
pub(super) fn updated(
    request: Request,
    transaction: ServerId,
    busy: Busy,
    dialog: &mut Dialog,
    cx: &mut Context,
    out: &mut Vec<Effect>,
) {
    if let Some(refusal) = cx.refusal(request.headers()) {
        return respond_with(&request, transaction, &refusal, out);
    }
    if cx.has_asked(&Method::Update) || (busy == Busy::Theirs && request.session_part().is_some()) {
        return refuse_for_now(&request, transaction, cx, out);
    }
    match request.session_part() {
        Some(_) if busy == Busy::Ours => respond(&request, transaction, StatusCode::REQUEST_PENDING, out),
        Some(offer) => cx.offered(request, transaction, offer, out),
        None => {
            dialog.refresh(request.headers());
            let response = cx.update_response(&request, Extra::default());
            out.push(Effect::Respond {
                transaction,
                response,
            });
        }
    }
}
