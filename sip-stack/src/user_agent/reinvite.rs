//! Changing a session from our side, and what follows glare (RFC 3261 §14.1).

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::flow::Target;
use crate::message::{Method, Request, Response, StatusCode};
use crate::tokens::Branch;
use crate::user_agent::acknowledged::Acknowledged;
use crate::user_agent::answers::peer_gone;
use crate::user_agent::context::{Context, Extra, acknowledge, tell, with_reason};
use crate::user_agent::established::Established;
use crate::user_agent::{Effect, Ended, Event};

/// How long a provisionally answered re-INVITE may go without news, as timer C does for the first INVITE.
const PROGRESS_WITHIN: Duration = Duration::from_secs(181);
/// How often a re-INVITE is sent before glare is told to the owner.
const ATTEMPTS_MAX: u8 = 5;

/// Our re-INVITE, open.
#[derive(Debug)]
pub(super) struct Ours {
    pub(super) branch: Branch,
    invite: Request,
    target: Target,
    extra: Extra,
    attempt: u8,
    provisional: bool,
    /// The owner gave it up before a provisional response allowed a CANCEL: its Reason.
    cancel: Option<Option<Bytes>>,
    pub(super) progress_until: Option<Instant>,
}

/// A re-INVITE that the owner wants and that could not be sent yet.
#[derive(Debug)]
pub(super) struct Wanted {
    extra: Extra,
    attempt: u8,
    /// The wait after a 491 (§14.1).
    not_before: Option<Instant>,
}

impl Wanted {
    pub(super) fn new(extra: Extra) -> Self {
        Self {
            extra,
            attempt: 1,
            not_before: None,
        }
    }

    /// It was sent before, and met the peer's own.
    pub(super) fn waits(&self) -> bool {
        self.attempt > 1
    }
}

impl Established {
    /// A re-INVITE or UPDATE of ours waits to be tried again after a 491.
    pub(super) fn waits_after_glare(&self) -> bool {
        self.updates.waits_after_glare() || self.wanted.as_ref().is_some_and(Wanted::waits)
    }

    /// No INVITE is open in either direction, nor an ACK owed.
    pub(super) fn is_free(&self, cx: &Context) -> bool {
        let invites = self.ours.is_none() && self.theirs.is_none() && self.accepted.is_none();
        invites && !self.owes_answer && !self.updates.is_open() && !cx.owes_answer()
    }

    /// When the wait of the wanted re-INVITE is over.
    pub(super) fn wanted_at(&self) -> Option<Instant> {
        self.wanted.as_ref().and_then(|wanted| wanted.not_before)
    }

    /// Sends the wanted re-INVITE if no other INVITE is open in either direction (§14.1).
    pub(super) fn reinvite_if_free(&mut self, now: Instant, cx: &mut Context, out: &mut Vec<Effect>) {
        let free = self.is_free(cx);
        let is_due = |wanted: &mut Wanted| free && wanted.not_before.is_none_or(|at| at <= now);
        let Some(wanted) = self.wanted.take_if(is_due) else {
            return;
        };
        let branch = cx.tokens.branch();
        let Wanted { extra, attempt, .. } = wanted;
        let invite = cx.compose(&mut self.dialog, Method::Invite, extra.clone());
        let target = self.dialog.next_hop();
        out.push(Effect::Request {
            branch,
            request: invite.clone(),
            target: target.clone(),
        });
        let progress_until = Some(now + PROGRESS_WITHIN);
        self.ours = Some(Ours {
            branch,
            invite,
            target,
            extra,
            attempt,
            provisional: false,
            cancel: None,
            progress_until,
        });
    }

    pub(super) fn reinvite_response(
        &mut self,
        now: Instant,
        response: Response,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> Option<Ended> {
        let status = response.status();
        if !status.is_final() {
            let ours = self.ours.as_mut()?;
            ours.provisional = true;
            if let Some(reason) = ours.cancel.take() {
                out.push(Effect::Cancel {
                    branch: ours.branch,
                    headers: with_reason(reason),
                });
            }
            return None;
        }
        if !status.is_success() {
            return self.reinvite_failed(now, status, Some(response), cx, out);
        }
        let ours = self.ours.take()?;
        cx.is_challenged(&response);
        self.dialog.refresh(response.headers());
        cx.peer.note(response.headers());
        cx.session.granted(now, response.headers());
        let body = response.session_part();
        self.owes_answer = ours.invite.session_part().is_none() && body.is_some();
        let ack = (!self.owes_answer).then(|| acknowledge(&self.dialog, &ours.invite, None, out));
        let mut invite = Acknowledged::new(ours.branch, ours.invite, ours.target);
        invite.answered(&self.dialog, ack);
        self.remember(invite);
        tell(
            Event::ReinviteAnswered {
                body,
                needs_acknowledge: self.owes_answer,
            },
            out,
        );
        None
    }

    /// The session stays as it was, unless the peer is gone; after a 491 it is tried again.
    pub(super) fn reinvite_failed(
        &mut self,
        now: Instant,
        status: StatusCode,
        response: Option<Response>,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> Option<Ended> {
        let ours = self.ours.take()?;
        let retries = status == StatusCode::REQUEST_PENDING && ours.attempt < ATTEMPTS_MAX;
        if retries && self.wanted.is_none() {
            let wait = cx.wait_after_glare();
            self.wanted = Some(ours.again(now + wait));
            return None;
        }
        let asks = response
            .as_ref()
            .is_some_and(|response| cx.is_challenged(response));
        if (asks || cx.session.raise(response.as_ref())) && self.wanted.is_none() {
            self.wanted = Some(ours.again(now));
            return None;
        }
        if !retries || self.wanted.is_none() {
            tell(Event::ReinviteFailed { status, response }, out);
        }
        peer_gone(status)
    }

    /// Gives up our re-INVITE: not sent yet it is forgotten, else a CANCEL goes out as soon as it may (§9.1).
    pub(super) fn cancel_reinvite(&mut self, reason: Option<Bytes>, out: &mut Vec<Effect>) {
        match &mut self.ours {
            Some(ours) if ours.provisional => {
                out.push(Effect::Cancel {
                    branch: ours.branch,
                    headers: with_reason(reason),
                });
            }
            Some(ours) => ours.cancel = Some(reason),
            None if self.wanted.take().is_some() => {
                tell(
                    Event::ReinviteFailed {
                        status: StatusCode::REQUEST_TERMINATED,
                        response: None,
                    },
                    out,
                );
            }
            None => {}
        }
    }

    pub(super) fn reinvite_timeout(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let Some(ours) = &mut self.ours else { return };
        if ours.progress_until.take_if(|at| *at <= now).is_some() && ours.provisional {
            out.push(Effect::Cancel {
                branch: ours.branch,
                headers: Vec::new(),
            });
        }
    }
}

impl Ours {
    /// The same offer once more, after the wait.
    fn again(self, not_before: Instant) -> Wanted {
        Wanted {
            extra: self.extra,
            attempt: self.attempt + 1,
            not_before: Some(not_before),
        }
    }
}
