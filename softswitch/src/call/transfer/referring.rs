//! A REFER outside of the call's dialogs that names one of them (RFC 4538 §4, RFC 5589 §6.2): it is followed as if it had
//! come within, for the user whose dialog that is. Who sent it hears of it in a dialog of its own (`listener`).

use std::time::Instant;

use bytes::Bytes;
use sip_stack::dialog::LocalDialog;
use sip_stack::endpoint::ServerId;
use sip_stack::flow::Flow;
use sip_stack::message::{
    HeaderName, Method, NameAddr, ReferSub, Replaces, Request, Response, StatusCode, TargetDialog, Uri,
};
use sip_stack::user_agent;

use super::listener::Listener;
use super::referral::{Declined, Referral};
use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::leg::LegId;

/// A REFER that belongs to no dialog and names one of a call.
#[derive(Debug)]
pub struct Referring {
    /// The dialog.
    pub named: TargetDialog,
    /// The user who proved to have sent it.
    pub user: String,
    /// The REFER.
    pub request: Request,
    /// Its server transaction.
    pub transaction: ServerId,
    /// The way it came.
    pub flow: Flow,
    /// Our own Contact towards its sender.
    pub contact: Uri,
}

impl Referring {
    /// The dialog that a REFER outside of any names; `None`: it names none, or is no such REFER.
    #[must_use]
    pub fn names(request: &Request) -> Option<TargetDialog> {
        if *request.method() != Method::Refer {
            return None;
        }
        let headers = request.headers();
        let is_outside = headers.to().is_ok_and(|to| to.tag().is_none());
        headers.one().ok().flatten().filter(|_| is_outside)
    }

    /// Our half of the dialog.
    #[must_use]
    pub fn dialog(named: &TargetDialog) -> LocalDialog {
        LocalDialog {
            call_id: named.call_id.clone(),
            local_tag: named.local_tag.clone(),
        }
    }
}

impl Call {
    /// Somebody refers a partner in this call from outside of it.
    pub(in crate::call) fn referring(&mut self, now: Instant, asked: &Referring, out: &mut Vec<Effect>) {
        let transaction = asked.transaction;
        let (leg, response) = match self.read_referring(asked) {
            Err(Declined { status, headers }) => {
                let mut response = Response::for_request(&asked.request, status);
                for (name, value) in headers {
                    response.headers_mut().push(name, value);
                }
                (LegId::CALLER, response)
            }
            Ok((referral, replaces)) => {
                let (leg, response) = (referral.by, accepted(asked, &referral));
                let effect = user_agent::Effect::Respond {
                    transaction,
                    response,
                };
                out.push(Effect::Sip { leg, effect });
                return match replaces {
                    None => self.transfer_blind(now, referral, out),
                    Some(replaces) => self.transfer_attended(now, referral, replaces, out),
                };
            }
        };
        let effect = user_agent::Effect::Respond {
            transaction,
            response,
        };
        out.push(Effect::Sip { leg, effect });
    }

    /// What it asks for, if the dialog is one of its sender's own.
    fn read_referring(&mut self, asked: &Referring) -> Result<(Referral, Option<Replaces>), Declined> {
        let named = Replaces {
            call_id: asked.named.call_id.clone(),
            to_tag: asked.named.local_tag.clone(),
            from_tag: asked.named.remote_tag.clone(),
            early_only: false,
        };
        let by = self.legs.with_dialog(&named);
        let by = by.ok_or(StatusCode::CALL_DOES_NOT_EXIST)?;
        if self.is_trunks(by) || self.party_of(by).number != asked.user {
            return Err(StatusCode::FORBIDDEN.into());
        }
        let (mut referral, replaces) = self.read_referral(by, &asked.request)?;
        if referral.subscribes {
            let tag = self.tokens.tag();
            let listener = Listener::of(&asked.request, &tag, asked.flow, asked.contact.clone());
            referral.listener = Some(Box::new(listener.map_err(|error| error.status())?));
        }
        Ok((referral, replaces))
    }
}

/// The 202: in the dialog that the NOTIFYs will have, if there will be any.
fn accepted(asked: &Referring, referral: &Referral) -> Response {
    let mut response = Response::for_request(&asked.request, StatusCode::ACCEPTED);
    let headers = response.headers_mut();
    if let Some(listener) = &referral.listener {
        headers.set(HeaderName::To, listener.local().to_bytes());
    }
    headers.push(
        HeaderName::Contact,
        NameAddr::new(asked.contact.clone()).to_bytes(),
    );
    let refused = asked.request.headers().one::<ReferSub>().ok().flatten();
    if refused.is_some_and(|ReferSub(wanted)| !wanted) {
        headers.push(HeaderName::ReferSub, Bytes::from_static(b"false"));
    }
    response
}
