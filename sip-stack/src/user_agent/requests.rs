//! The peer's requests within a confirmed dialog, and what is in their way.

use crate::message::{Method, Request, StatusCode};
use crate::transaction::ServerId;
use crate::user_agent::abilities::Abilities;
use crate::user_agent::context::{Context, describe, respond, respond_with};
use crate::user_agent::established::Established;
use crate::user_agent::exchange::Busy;
use crate::user_agent::update::updated;
use crate::user_agent::{Effect, Ended, Farewell};

impl Established {
    pub(super) fn request(
        &mut self,
        request: Request,
        transaction: ServerId,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> Option<Ended> {
        cx.peer.note(request.headers());
        // What a REFER or SUBSCRIBE may require its owner knows, and a BYE is never refused.
        let plain = matches!(request.method(), Method::Options | Method::Info | Method::Message);
        if plain && let Some(refusal) = Abilities::refusal(request.headers()) {
            respond_with(&request, transaction, &refusal, out);
            return None;
        }
        match request.method() {
            Method::Bye => {
                respond(&request, transaction, StatusCode::OK, out);
                return Some(Ended::PeerBye(Farewell::of(request.headers())));
            }
            _ if self.parting.is_some() => {
                respond(&request, transaction, StatusCode::CALL_DOES_NOT_EXIST, out);
            }
            Method::Invite => self.reinvited(request, transaction, cx, out),
            // All of ours were acknowledged before the 2xx went out.
            Method::Prack => respond(&request, transaction, StatusCode::CALL_DOES_NOT_EXIST, out),
            Method::Update => {
                let busy = self.busy(cx);
                updated(request, transaction, busy, &mut self.dialog, cx, out);
            }
            Method::Options => describe(&request, transaction, out),
            _ => cx.ask(request, transaction, out),
        }
        None
    }

    /// What stands in the way of an offer of the peer (RFC 3261 §14.2, RFC 3311 §5.2).
    pub(super) fn busy(&self, cx: &Context) -> Busy {
        let owed = self
            .accepted
            .as_ref()
            .is_some_and(|accepted| accepted.owes_answer);
        if self.ours.is_some() || self.updates.is_offering() || owed {
            Busy::Ours
        } else if self.theirs.is_some() || self.owes_answer || cx.owes_answer() {
            Busy::Theirs
        } else {
            Busy::No
        }
    }
}
