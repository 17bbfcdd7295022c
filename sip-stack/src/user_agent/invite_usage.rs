//! One INVITE usage, and the way of its inputs to the state they concern.

use std::time::Instant;

use crate::auth::Login;
use crate::dialog::{Dialog, LocalDialog};
use crate::flow::Flow;
use crate::message::{Request, Response, StatusCode, Uri};
use crate::tokens::Tokens;
use crate::transaction::ServerId;
use crate::user_agent::abilities::Abilities;
use crate::user_agent::context::Context;
use crate::user_agent::established::Established;
use crate::user_agent::incoming::Incoming;
use crate::user_agent::leaving::Leaving;
use crate::user_agent::outgoing::Outgoing;
use crate::user_agent::{Effect, Input, LocalIdentity, OutgoingInvite, Refusal};

/// One side of one call: an INVITE, the dialog it makes, and its end.
#[derive(Debug)]
pub struct InviteUsage {
    context: Context,
    state: State,
}

#[derive(Debug)]
pub(super) enum State {
    /// Our INVITE has no final response.
    Outgoing(Box<Outgoing>),
    /// The peer's INVITE has no final response.
    Incoming(Box<Incoming>),
    /// The dialog is confirmed.
    Established(Box<Established>),
    /// Our BYE has no final response.
    Leaving(Box<Leaving>),
    /// Nothing is left to do.
    Over,
}

impl InviteUsage {
    /// Takes an INVITE that arrived outside a dialog (UAS); an error is what to answer it.
    pub fn receive(
        request: Request,
        transaction: ServerId,
        flow: Flow,
        local: LocalIdentity,
        tokens: &mut Tokens,
        now: Instant,
        out: &mut Vec<Effect>,
    ) -> Result<Self, Refusal> {
        let mut tokens = tokens.fork();
        let peer = Abilities::of_invite(&request, &local.terms)?;
        let local_tag = tokens.tag();
        let dialog =
            Dialog::uas(&request, &local_tag, tokens.cseq(), flow).map_err(|error| error.status())?;
        let mut context = Context::new(
            tokens,
            local.contact,
            dialog.local_dialog(),
            false,
            local.terms,
            now,
        );
        context.peer = peer;
        if let Some(refusal) = context.session.refusal(request.headers()) {
            return Err(refusal);
        }
        out.push(Effect::Claim(context.local.clone()));
        let rseq = context.tokens.cseq();
        let state = State::Incoming(Box::new(Incoming::new(request, transaction, dialog, rseq, now)));
        Ok(Self { context, state })
    }

    /// Sends an INVITE (UAC).
    pub fn start(invite: OutgoingInvite, tokens: &mut Tokens, now: Instant, out: &mut Vec<Effect>) -> Self {
        let mut tokens = tokens.fork();
        let local = LocalDialog {
            call_id: tokens.call_id(),
            local_tag: tokens.tag(),
        };
        out.push(Effect::Claim(local.clone()));
        let contact = invite.contact.clone();
        let mut context = Context::new(tokens, contact, local, true, invite.terms, now);
        let state = State::Outgoing(Box::new(Outgoing::start(invite, &mut context, now, out)));
        Self { context, state }
    }

    /// Sends the INVITE that failed again, changed as its response asks: same Call-ID and tag, next `CSeq` (§8.1.3.5,
    /// §22.2). Without effect unless the usage is over.
    pub fn retry(&mut self, invite: OutgoingInvite, failed: &Response, now: Instant, out: &mut Vec<Effect>) {
        let Ok(cseq) = failed.headers().cseq() else { return };
        if self.is_over() {
            let context = &mut self.context;
            out.push(Effect::Claim(context.local.clone()));
            let sent = Outgoing::send(invite, cseq.number.saturating_add(1), context, now, out);
            self.state = State::Outgoing(Box::new(sent));
        }
    }

    /// From now on challenges within the dialog are answered with this login, which has answered those of the first
    /// INVITE; `None`: they are refusals like any other.
    pub fn prove_with(&mut self, login: Option<Login>) {
        self.context.login = login;
    }

    /// Whether our INVITE has got any response, be it only a 100.
    pub fn is_heard(&self) -> bool {
        match &self.state {
            State::Outgoing(state) => state.is_heard(),
            _ => true,
        }
    }

    /// Takes one step.
    pub fn handle(&mut self, now: Instant, input: Input, out: &mut Vec<Effect>) {
        let cx = &mut self.context;
        cx.now = now;
        let state = std::mem::replace(&mut self.state, State::Over);
        self.state = match state {
            State::Outgoing(state) => state.handle(now, input, cx, out),
            State::Incoming(state) => state.handle(now, input, cx, out),
            State::Established(state) => state.handle(now, input, cx, out),
            State::Leaving(state) => state.handle(input, cx, out),
            State::Over => {
                refuse_late(&input, out);
                State::Over
            }
        };
    }

    /// When to call `handle` with `Input::Timeout`.
    pub fn deadline(&self) -> Option<Instant> {
        match &self.state {
            State::Outgoing(state) => state.deadline(&self.context),
            State::Incoming(state) => state.deadline(&self.context),
            State::Established(state) => state.deadline(&self.context),
            State::Leaving(_) | State::Over => None,
        }
    }

    /// Nothing is left to do: the usage may be dropped.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// Whether the peer takes UPDATE, as far as it has said.
    pub fn takes_update(&self) -> bool {
        self.context.peer.update
    }

    /// Whether a re-INVITE or UPDATE of ours met the peer's own, and waits to be tried again (§14.1).
    pub fn waits_after_glare(&self) -> bool {
        matches!(&self.state, State::Established(state) if state.waits_after_glare())
    }

    /// Whether SDP in a provisional response would be acknowledged, so that an offer may be in it.
    pub fn is_reliable(&self) -> bool {
        self.context.peer.wants_reliable(&self.context.terms, true)
    }

    /// Where we told the peer to send requests of the dialog.
    pub fn contact(&self) -> &Uri {
        &self.context.contact
    }

    /// Our half of the dialog's identity.
    pub fn local_dialog(&self) -> &LocalDialog {
        &self.context.local
    }

    /// The dialog, once it is known which one it is.
    pub fn dialog(&self) -> Option<&Dialog> {
        match &self.state {
            State::Incoming(state) => Some(&state.dialog),
            State::Established(state) => Some(&state.dialog),
            State::Leaving(state) => Some(&state.dialog),
            State::Outgoing(_) | State::Over => None,
        }
    }
}

/// A request that was under way while the usage ended.
fn refuse_late(input: &Input, out: &mut Vec<Effect>) {
    if let Input::Request {
        request,
        transaction: Some(transaction),
        ..
    } = input
    {
        super::context::respond(request, *transaction, StatusCode::CALL_DOES_NOT_EXIST, out);
    }
}
