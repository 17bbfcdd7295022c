//! A request that is about a live call goes to that call: an INVITE that asks for a place in it, a REFER that names one of
//! its dialogs.

use sip_stack::endpoint::ServerId;
use sip_stack::flow::Flow;
use sip_stack::message::{Request, Response, StatusCode, TargetDialog};

use super::admission::{Admission, Guest, Seat, busy, plain};
use crate::call::{Referring, Seating, Wanted};
use crate::mail::{CallNumber, ToCall};

use super::directory::Undelivered;

impl Admission {
    /// Sends a user's INVITE to the call that it names.
    ///
    /// # Errors
    /// The response that refuses it: no call has the dialog, or a trunk asks, which has no places.
    pub(super) fn seat(
        &self,
        wanted: Wanted,
        guest: Guest,
        (flow, transaction): (Flow, ServerId),
        request: &Request,
    ) -> Result<Seat, Box<Response>> {
        if guest.came_by.is_some() {
            return Err(plain(request, StatusCode::FORBIDDEN));
        }
        let directory = &self.office.directory;
        let call = directory
            .call_of(&wanted.dialog())
            .ok_or_else(|| plain(request, StatusCode::CALL_DOES_NOT_EXIST))?;
        let leg = directory.visitor();
        let (incoming, _) = self.incoming(
            flow,
            transaction,
            request.clone(),
            guest,
            &self.office.plan.load(),
        );
        let seating = Seating {
            leg,
            wanted,
            incoming,
        };
        match directory.post(call, ToCall::Seating(Box::new(seating))) {
            Ok(()) => Ok(Seat { call, leg }),
            Err(Undelivered::Gone) => Err(plain(request, StatusCode::CALL_DOES_NOT_EXIST)),
            Err(Undelivered::Full) => Err(busy(request, "mailbox")),
        }
    }

    /// The call that a REFER outside of any dialog is about (RFC 4538); `None`: it is about none of ours.
    #[must_use]
    pub fn referred(&self, request: &Request) -> Option<(CallNumber, TargetDialog)> {
        let named = Referring::names(request)?;
        let call = self.office.directory.call_of(&Referring::dialog(&named))?;
        Some((call, named))
    }

    /// Sends a user's REFER to the call that it is about.
    ///
    /// # Errors
    /// The response that refuses it: nobody proves to have sent it, or the call takes nothing any more.
    pub fn refer(
        &mut self,
        (call, named): (CallNumber, TargetDialog),
        (flow, transaction): (Flow, ServerId),
        request: &Request,
    ) -> Result<(), Box<Response>> {
        let user = self.authenticator.authenticate(flow.remote.ip(), request)?;
        if !self.authenticator.is_from(request, &user.extension) {
            return Err(plain(request, StatusCode::FORBIDDEN));
        }
        let referring = Referring {
            named,
            user: user.extension,
            request: request.clone(),
            transaction,
            flow,
            contact: self.office.addresses.contact(&flow),
        };
        let letter = ToCall::Referring(Box::new(referring));
        match self.office.directory.post(call, letter) {
            Ok(()) => Ok(()),
            Err(Undelivered::Gone) => Err(plain(request, StatusCode::CALL_DOES_NOT_EXIST)),
            Err(Undelivered::Full) => Err(busy(request, "mailbox")),
        }
    }
}
