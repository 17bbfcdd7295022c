//! The gate for requests within a dialog (RFC 3261 §12.2.2).

use crate::dialog::Dialog;
use crate::flow::Flow;
use crate::message::{HeaderName, Request, StatusCode};
use crate::transaction::ServerId;
use crate::user_agent::Effect;
use crate::user_agent::context::{Context, respond};

/// Longest Retry-After we ask for, in seconds (§14.2).
const RETRY_AFTER_S_MAX: u32 = 10;

/// An arrived request within a dialog.
#[derive(Debug)]
pub(super) struct Arrived {
    pub(super) request: Request,
    /// `None`: an ACK.
    pub(super) transaction: Option<ServerId>,
    pub(super) flow: Flow,
}

impl Arrived {
    /// Lets a request pass that is in order; answers the others: 481 for a foreign tag, 500 for an old CSeq.
    pub(super) fn admit(self, dialog: &mut Dialog, out: &mut Vec<Effect>) -> Option<(Request, ServerId)> {
        let transaction = self.transaction?;
        let from = self.request.headers().from();
        let status = if !from.is_ok_and(|from| dialog.is_with(from.tag())) {
            StatusCode::CALL_DOES_NOT_EXIST
        } else if let Err(error) = dialog.receive(&self.request, self.flow) {
            error.status()
        } else {
            return Some((self.request, transaction));
        };
        respond(&self.request, transaction, status, out);
        None
    }

    /// The same, for a usage that is saying goodbye or has no dialog to offer.
    pub(super) fn refuse(&self, status: StatusCode, out: &mut Vec<Effect>) {
        if let Some(transaction) = self.transaction {
            respond(&self.request, transaction, status, out);
        }
    }
}

/// 500 with a random Retry-After: another INVITE of the peer is still open (§14.2).
pub(super) fn refuse_for_now(
    request: &Request,
    transaction: ServerId,
    cx: &mut Context,
    out: &mut Vec<Effect>,
) {
    let seconds = cx.tokens.seconds(RETRY_AFTER_S_MAX);
    let mut response = crate::message::Response::for_request(request, StatusCode::SERVER_INTERNAL_ERROR);
    response
        .headers_mut()
        .push(HeaderName::RetryAfter, seconds.to_string());
    out.push(Effect::Respond {
        transaction,
        response,
    });
}
