//! A confirmed dialog (RFC 3261 §13.2.2.4, §13.3.1.4, §15.1).

use std::time::Instant;

use crate::dialog::Dialog;
use crate::message::{Body, Method, Request, StatusCode};
use crate::tokens::Branch;
use crate::user_agent::Farewell;
use crate::user_agent::accepted::Accepted;
use crate::user_agent::acknowledged::Acknowledged;
use crate::user_agent::context::{Context, Extra, acknowledge, tell};
use crate::user_agent::in_dialog::Arrived;
use crate::user_agent::invite_usage::State;
use crate::user_agent::leaving::leave;
use crate::user_agent::reinvite::{Ours, Wanted};
use crate::user_agent::reinvited::Theirs;
use crate::user_agent::update::Updates;
use crate::user_agent::{Command, Effect, Ended, Event, Input};

/// INVITEs of ours whose 2xx may come again; the oldest is forgotten first.
const INVITES_MAX: usize = 4;

/// A request of ours within the dialog that is not answered yet.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) branch: Branch,
    pub(super) method: Method,
    pub(super) extra: Extra,
}

#[derive(Debug)]
pub(super) struct Established {
    pub(super) dialog: Dialog,
    /// INVITEs of ours that were answered 2xx, the latest last.
    pub(super) invites: Vec<Acknowledged>,
    /// The latest of them brought an offer: its ACK waits for our answer.
    pub(super) owes_answer: bool,
    /// Our 2xx that waits for its ACK.
    pub(super) accepted: Option<Accepted>,
    pub(super) ours: Option<Ours>,
    pub(super) theirs: Option<Theirs>,
    pub(super) wanted: Option<Wanted>,
    pub(super) updates: Updates,
    pub(super) requests: Vec<Open>,
    /// BYE is to be sent as soon as our 2xx is acknowledged (§15): its Reason.
    pub(super) parting: Option<Farewell>,
}

impl Established {
    /// Our INVITE was answered.
    pub(super) fn called(dialog: Dialog, invite: Acknowledged, owes_answer: bool, updates: Updates) -> Self {
        Self {
            invites: vec![invite],
            owes_answer,
            updates,
            ..Self::new(dialog)
        }
    }

    /// We answered the peer's INVITE.
    pub(super) fn answered(dialog: Dialog, accepted: Accepted, updates: Updates) -> Self {
        Self {
            accepted: Some(accepted),
            updates,
            ..Self::new(dialog)
        }
    }

    fn new(dialog: Dialog) -> Self {
        Self {
            dialog,
            invites: Vec::new(),
            owes_answer: false,
            accepted: None,
            ours: None,
            theirs: None,
            wanted: None,
            updates: Updates::default(),
            requests: Vec::new(),
            parting: None,
        }
    }

    pub(super) fn handle(
        mut self: Box<Self>,
        now: Instant,
        input: Input,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> State {
        let ended = match input {
            Input::Response { branch, response } => self.response(now, branch, response, cx, out),
            Input::Failed { branch, cause } => self.request_failed(now, branch, cause, cx, out),
            Input::Cancelled { .. } => {
                self.reinvite_cancelled(cx, out);
                None
            }
            Input::Timeout => self.timeout(now, cx, out),
            Input::Command(Command::Bye(farewell)) if self.parting.is_none() => {
                tell(Event::Ended(Ended::LocalBye), out);
                self.parting = Some(farewell);
                None
            }
            Input::Command(command) if self.parting.is_none() => {
                self.command(now, command, cx, out);
                None
            }
            Input::Command(_) => None,
            Input::Request {
                request,
                transaction: None,
                ..
            } => {
                self.acked(&request, out);
                None
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
                match arrived.admit(&mut self.dialog, out) {
                    Some((request, transaction)) => self.request(request, transaction, cx, out),
                    None => None,
                }
            }
        };
        match ended {
            Some(ended) => self.end(ended, cx, out),
            None => self.go_on(now, cx, out),
        }
    }

    pub(super) fn deadline(&self, cx: &Context) -> Option<Instant> {
        let accepted = self.accepted.as_ref().map(Accepted::deadline);
        let free = self.is_free(cx);
        let wanted = self.wanted_at().or(self.updates.deadline()).filter(|_| free);
        let ours = self.ours.as_ref().and_then(|ours| ours.progress_until);
        let session = cx.session.deadline();
        [accepted, wanted, ours, session].into_iter().flatten().min()
    }

    /// What was waiting for an exchange to end: our BYE, or a re-INVITE.
    fn go_on(mut self: Box<Self>, now: Instant, cx: &mut Context, out: &mut Vec<Effect>) -> State {
        if self.accepted.is_none()
            && let Some(farewell) = self.parting.take()
        {
            self.close_exchanges(cx, out);
            return leave(self.dialog, self.invites, farewell, cx, out);
        }
        self.reinvite_if_free(now, cx, out);
        let free = self.is_free(cx);
        self.updates.send_if(free, now, &mut self.dialog, cx, out);
        State::Established(self)
    }

    fn end(mut self: Box<Self>, ended: Ended, cx: &mut Context, out: &mut Vec<Effect>) -> State {
        let says_bye = match &ended {
            Ended::PeerBye(_) => false,
            Ended::PeerGone { status } => *status != StatusCode::CALL_DOES_NOT_EXIST,
            Ended::LocalBye | Ended::NeverAcknowledged | Ended::SessionExpired => true,
        };
        if self.parting.is_none() {
            tell(Event::Ended(ended), out);
        }
        self.close_exchanges(cx, out);
        if says_bye {
            return leave(
                self.dialog,
                self.invites,
                self.parting.unwrap_or_default(),
                cx,
                out,
            );
        }
        cx.release(out);
        State::Over
    }

    /// Nothing is left open behind us: the peer's requests are refused (RFC 3261 §15.1.2), an owed ACK is sent bare.
    fn close_exchanges(&mut self, cx: &mut Context, out: &mut Vec<Effect>) {
        cx.close_asked(out);
        if let Some(theirs) = self.theirs.take() {
            theirs.answer(StatusCode::REQUEST_TERMINATED, Extra::default(), cx, out);
        }
        self.acknowledge(None, out);
    }

    /// Sends the ACK that waited for an answer.
    pub(super) fn acknowledge(&mut self, answer: Option<Body>, out: &mut Vec<Effect>) {
        if !std::mem::take(&mut self.owes_answer) {
            return;
        }
        if let Some(invite) = self.invites.last_mut() {
            let ack = acknowledge(&self.dialog, invite.invite(), answer, out);
            invite.answered(&self.dialog, Some(ack));
        }
    }

    pub(super) fn remember(&mut self, invite: Acknowledged) {
        if self.invites.len() >= INVITES_MAX {
            self.invites.remove(0);
        }
        self.invites.push(invite);
    }

    fn acked(&mut self, ack: &Request, out: &mut Vec<Effect>) {
        let headers = ack.headers();
        let is_peer = headers.from().is_ok_and(|from| self.dialog.is_with(from.tag()));
        let Ok(cseq) = headers.cseq() else { return };
        if let Some(accepted) = self
            .accepted
            .take_if(|accepted| is_peer && accepted.cseq == cseq.number)
        {
            confirmed(&accepted, ack.session_part(), out);
        }
    }

    fn timeout(&mut self, now: Instant, cx: &mut Context, out: &mut Vec<Effect>) -> Option<Ended> {
        if let Some(accepted) = &mut self.accepted {
            if accepted.give_up_at <= now {
                self.accepted = None;
                return Some(Ended::NeverAcknowledged);
            }
            accepted.resend(now, &cx.timers, out);
        }
        self.reinvite_timeout(now, out);
        if cx.session.is_over(now) {
            return Some(Ended::SessionExpired);
        }
        if cx.session.take_refresh(now) {
            self.refresh(cx, out);
        }
        None
    }
}

impl Established {
    /// An UPDATE without offer refreshes the session, if the peer takes it; a re-INVITE needs the owner's offer
    /// (RFC 4028 §7.4).
    fn refresh(&mut self, cx: &Context, out: &mut Vec<Effect>) {
        if !cx.peer.update {
            tell(Event::RefreshDue, out);
        } else if !self.updates.is_open() {
            self.updates.want(Extra::default());
        }
    }
}

/// Tells the owner that a 2xx of ours arrived.
pub(super) fn confirmed(accepted: &Accepted, body: Option<Body>, out: &mut Vec<Effect>) {
    let event = match accepted.of_reinvite {
        true => Event::ReinviteConfirmed { body },
        false => Event::Confirmed { body },
    };
    tell(event, out);
}
