//! Requests outside of dialogs that name one of a call, as the switch's admission sends them there.

use std::time::Instant;

use sip_stack::endpoint::{Input, ServerId};
use sip_stack::flow::Flow;
use sip_stack::message::{Request, Response, StatusCode};
use softswitch::call::{self, Referring, Seating, Wanted};
use softswitch::mail::CallNumber;

use super::node::Packet;
use super::switch::SimSwitch;

impl SimSwitch {
    /// An INVITE that names a dialog of a call goes to that call.
    pub(super) fn seat(
        &mut self,
        now: Instant,
        wanted: Wanted,
        (flow, transaction): (Flow, ServerId),
        request: &Request,
        out: &mut Vec<Packet>,
    ) {
        let found = self.moves.call_of(&wanted.dialog());
        let Some(number) = found else {
            let response = Response::for_request(request, StatusCode::CALL_DOES_NOT_EXIST);
            let refusal = Input::Respond {
                transaction,
                response,
            };
            return self.feed(now, refusal, out);
        };
        let leg = self.moves.visitor();
        let owner = number.owner(leg);
        self.feed(now, Input::Own { transaction, owner }, out);
        let seating = Seating {
            leg,
            wanted,
            incoming: self.describe(flow, transaction, request.clone()),
        };
        self.call_input(now, number, call::Input::Seating(Box::new(seating)), out);
    }

    /// The call that a REFER is about; its sender is believed to be who it says.
    pub(super) fn referred(
        &self,
        (flow, transaction): (Flow, ServerId),
        request: &Request,
    ) -> Option<(CallNumber, Box<Referring>)> {
        let named = Referring::names(request)?;
        let number = self.moves.call_of(&Referring::dialog(&named))?;
        let user = request.headers().from().ok();
        let user = user.and_then(|from| call::number_of(from.uri()));
        let referring = Referring {
            named,
            user: user.unwrap_or_default(),
            request: request.clone(),
            transaction,
            flow,
            contact: self.contact(),
        };
        Some((number, Box::new(referring)))
    }
}
