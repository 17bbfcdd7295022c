//! Responses to what we sent within a confirmed dialog, and what they mean for it (RFC 3261 §12.2.1.2).

use std::time::Instant;

use crate::message::{Method, Response, StatusCode};
use crate::tokens::Branch;
use crate::transaction::Failure;
use crate::user_agent::context::{Context, tell};
use crate::user_agent::established::{Established, Open};
use crate::user_agent::{Effect, Ended, Event};

impl Established {
    pub(super) fn response(
        &mut self,
        now: Instant,
        branch: Branch,
        response: Response,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> Option<Ended> {
        if self.ours.as_ref().is_some_and(|ours| ours.branch == branch) {
            return self.reinvite_response(now, response, cx, out);
        }
        if self.updates.has(branch) {
            return self.updates.answered(now, response, &mut self.dialog, cx, out);
        }
        if let Some(invite) = self.invites.iter_mut().find(|invite| invite.branch() == branch) {
            if response.status().is_success() {
                invite.again(&response, cx, out);
            }
            return None;
        }
        let at = self.requests.iter().position(|open| open.branch == branch)?;
        let status = response.status();
        if !status.is_final() {
            return None;
        }
        let Open { method, extra, .. } = self.requests.swap_remove(at);
        if cx.is_challenged(&response) {
            self.send(method, extra, cx, out);
            return None;
        }
        let ended = ends_call(&method, status);
        tell(Event::RequestAnswered { method, response }, out);
        ended
    }

    pub(super) fn request_failed(
        &mut self,
        now: Instant,
        branch: Branch,
        cause: Failure,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> Option<Ended> {
        let status = status_of(cause);
        if self.ours.as_ref().is_some_and(|ours| ours.branch == branch) {
            return self.reinvite_failed(now, status, None, cx, out);
        }
        if self.updates.has(branch) {
            return self.updates.unanswered(status, out);
        }
        let at = self.requests.iter().position(|open| open.branch == branch)?;
        let Open { method, .. } = self.requests.swap_remove(at);
        let ended = ends_call(&method, status);
        tell(
            Event::RequestAnswered {
                method,
                response: Response::new(status),
            },
            out,
        );
        ended
    }
}

/// A NOTIFY belongs to a subscription, which ends alone (RFC 5057 §5.1).
fn ends_call(method: &Method, status: StatusCode) -> Option<Ended> {
    peer_gone(status).filter(|_| *method != Method::Notify)
}

/// The statuses that end a dialog whatever the request was (§12.2.1.2).
pub(super) fn peer_gone(status: StatusCode) -> Option<Ended> {
    let ends = status == StatusCode::CALL_DOES_NOT_EXIST || status == StatusCode::REQUEST_TIMEOUT;
    ends.then_some(Ended::PeerGone { status })
}

/// What no response counts as (§8.1.3.1).
pub(super) fn status_of(cause: Failure) -> StatusCode {
    match cause {
        Failure::Timeout => StatusCode::REQUEST_TIMEOUT,
        Failure::Transport => StatusCode::SERVICE_UNAVAILABLE,
    }
}
