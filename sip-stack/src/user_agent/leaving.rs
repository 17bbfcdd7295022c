//! Our BYE until it is answered (RFC 3261 §15.1.1).

use crate::dialog::Dialog;
use crate::message::{Method, StatusCode};
use crate::tokens::Branch;
use crate::user_agent::acknowledged::Acknowledged;
use crate::user_agent::context::{Context, Extra, respond};
use crate::user_agent::in_dialog::Arrived;
use crate::user_agent::invite_usage::State;
use crate::user_agent::{Effect, Farewell, Input};

#[derive(Debug)]
pub(super) struct Leaving {
    pub(super) dialog: Dialog,
    bye: Branch,
    /// What the BYE says.
    farewell: Extra,
    /// INVITEs of ours whose 2xx may still come again.
    invites: Vec<Acknowledged>,
}

/// Sends BYE.
pub(super) fn leave(
    mut dialog: Dialog,
    invites: Vec<Acknowledged>,
    farewell: Farewell,
    cx: &mut Context,
    out: &mut Vec<Effect>,
) -> State {
    let farewell = Extra::new(farewell.headers(), None);
    let bye = cx.send(&mut dialog, Method::Bye, farewell.clone(), out);
    State::Leaving(Box::new(Leaving {
        dialog,
        bye,
        farewell,
        invites,
    }))
}

impl Leaving {
    pub(super) fn handle(
        mut self: Box<Self>,
        input: Input,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> State {
        match input {
            Input::Response { branch, response } if branch == self.bye && response.status().is_final() => {
                if !cx.is_challenged(&response) {
                    cx.release(out);
                    return State::Over;
                }
                self.bye = cx.send(&mut self.dialog, Method::Bye, self.farewell.clone(), out);
            }
            Input::Failed { branch, .. } if branch == self.bye => {
                cx.release(out);
                return State::Over;
            }
            Input::Response { branch, response } if response.status().is_success() => {
                if let Some(invite) = self.invites.iter_mut().find(|invite| invite.branch() == branch) {
                    invite.again(&response, cx, out);
                }
            }
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
                let status = StatusCode::CALL_DOES_NOT_EXIST;
                if *arrived.request.method() != Method::Bye {
                    arrived.refuse(status, out);
                } else if let Some((request, transaction)) = arrived.admit(&mut self.dialog, out) {
                    // Both say goodbye at once.
                    respond(&request, transaction, StatusCode::OK, out);
                }
            }
            _ => {}
        }
        State::Leaving(self)
    }
}
