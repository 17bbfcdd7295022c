//! Changing a session from the peer's side, and glare (RFC 3261 §14.2).

use std::time::Instant;

use crate::message::{Request, StatusCode};
use crate::transaction::ServerId;
use crate::user_agent::accepted::Accepted;
use crate::user_agent::context::{Context, Extra, respond, respond_with, tell};
use crate::user_agent::established::{Established, confirmed};
use crate::user_agent::exchange::Busy;
use crate::user_agent::in_dialog::refuse_for_now;
use crate::user_agent::{Effect, Event};

/// The peer's re-INVITE, open.
#[derive(Debug)]
pub(super) struct Theirs {
    transaction: ServerId,
    invite: Request,
}

impl Theirs {
    pub(super) fn answer(&self, status: StatusCode, extra: Extra, cx: &Context, out: &mut Vec<Effect>) {
        let response = cx.invite_response(&self.invite, status, extra);
        out.push(Effect::Respond {
            transaction: self.transaction,
            response,
        });
    }
}

impl Established {
    /// The peer's re-INVITE, or the reason why it must wait (§14.2).
    pub(super) fn reinvited(
        &mut self,
        request: Request,
        transaction: ServerId,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) {
        if let Some(refusal) = cx.refusal(request.headers()) {
            return respond_with(&request, transaction, &refusal, out);
        }
        match self.busy(cx) {
            // The INVITE is in order before the ACK with our answer is (§14.2).
            Busy::Ours => return respond(&request, transaction, StatusCode::REQUEST_PENDING, out),
            Busy::Theirs if self.theirs.is_none() && !cx.owes_answer() => {
                return respond(&request, transaction, StatusCode::REQUEST_PENDING, out);
            }
            Busy::Theirs => return refuse_for_now(&request, transaction, cx, out),
            Busy::No => {}
        }
        // A new INVITE shows that the peer has our 2xx, though its ACK is still on the way or lost.
        if let Some(accepted) = self.accepted.take() {
            confirmed(&accepted, None, out);
        }
        self.theirs = Some(Theirs {
            transaction,
            invite: request.clone(),
        });
        tell(
            Event::ReinviteReceived {
                offer: request.session_part(),
                request,
            },
            out,
        );
    }

    pub(super) fn accept_reinvite(
        &mut self,
        now: Instant,
        extra: Extra,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) {
        let Some(theirs) = self.theirs.take() else { return };
        self.dialog.refresh(theirs.invite.headers());
        let owes_answer = theirs.invite.session_part().is_none() && extra.body.is_some();
        let mut response = cx.invite_response(&theirs.invite, StatusCode::OK, extra);
        cx.session
            .grant(now, theirs.invite.headers(), response.headers_mut());
        let cseq = theirs.invite.headers().cseq().map_or(0, |cseq| cseq.number);
        let mut accepted = Accepted::start((theirs.transaction, response), cseq, &cx.timers, now, out);
        (accepted.owes_answer, accepted.of_reinvite) = (owes_answer, true);
        self.accepted = Some(accepted);
    }

    pub(super) fn reject_reinvite(
        &mut self,
        status: StatusCode,
        extra: Extra,
        cx: &Context,
        out: &mut Vec<Effect>,
    ) {
        let status = if status.class() >= 3 {
            status
        } else {
            StatusCode::SERVER_INTERNAL_ERROR
        };
        if let Some(theirs) = self.theirs.take() {
            theirs.answer(status, extra, cx, out);
        }
    }

    pub(super) fn reinvite_cancelled(&mut self, cx: &Context, out: &mut Vec<Effect>) {
        if let Some(theirs) = self.theirs.take() {
            theirs.answer(StatusCode::REQUEST_TERMINATED, Extra::default(), cx, out);
            tell(Event::ReinviteCancelled, out);
        }
    }
}
