//! An INVITE that asks for a place in a live call goes to that call.

use sip_stack::message::{Request, Response, StatusCode};

use super::admission::{Admission, Guest, Seat, busy, plain};
use crate::call::{Replacing, Wanted};
use crate::mail::ToCall;

use super::directory::Undelivered;

impl Admission {
    /// Sends a user's INVITE to the call that it names.
    ///
    /// # Errors
    /// The response that refuses it: no call has the dialog, a trunk has no places to ask for, and nobody can be
    /// mixed into a conversation (RFC 3911 §4).
    pub(super) fn seat(
        &self,
        wanted: Wanted,
        guest: Guest,
        (flow, transaction): (sip_stack::flow::Flow, sip_stack::endpoint::ServerId),
        request: &Request,
    ) -> Result<Seat, Box<Response>> {
        if guest.came_by.is_some() {
            return Err(plain(request, StatusCode::FORBIDDEN));
        }
        let directory = &self.office.directory;
        let call = directory
            .call_of(&wanted.dialog())
            .ok_or_else(|| plain(request, StatusCode::CALL_DOES_NOT_EXIST))?;
        let Wanted::Replaces(replaces) = wanted else {
            return Err(plain(request, StatusCode::NOT_ACCEPTABLE_HERE));
        };
        let leg = directory.visitor();
        let (incoming, _) = self.incoming(
            flow,
            transaction,
            request.clone(),
            guest,
            &self.office.plan.load(),
        );
        let replacing = Replacing {
            leg,
            replaces,
            incoming,
        };
        match directory.post(call, ToCall::Replacing(Box::new(replacing))) {
            Ok(()) => Ok(Seat { call, leg }),
            Err(Undelivered::Gone) => Err(plain(request, StatusCode::CALL_DOES_NOT_EXIST)),
            Err(Undelivered::Full) => Err(busy(request, "mailbox")),
        }
    }
}
