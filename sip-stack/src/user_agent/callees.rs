//! The callees that have answered our INVITE provisionally: one early dialog for each To tag (RFC 3261 §12.1.2).

use std::time::Instant;

use crate::dialog::Dialog;
use crate::flow::Target;
use crate::message::{Request, Response, StatusCode};
use crate::tokens::Branch;
use crate::user_agent::context::{Context, Extra};
use crate::user_agent::early::{Early, Heard};
use crate::user_agent::{Command, Effect};

/// Early dialogs that are remembered; requests within others are answered 481.
const EARLY_DIALOGS_MAX: usize = 16;

/// The early dialogs of one INVITE.
#[derive(Debug, Default)]
pub(super) struct Callees {
    early: Vec<Early>,
    /// Which of them was heard last.
    latest: usize,
}

impl Callees {
    pub(super) fn find(&mut self, tag: Option<&str>) -> Option<&mut Early> {
        self.early.iter_mut().find(|early| early.dialog.is_with(tag))
    }

    /// The one that answered.
    pub(super) fn into_one(self, tag: Option<&str>) -> Option<Early> {
        self.early.into_iter().find(|early| early.dialog.is_with(tag))
    }

    /// A provisional response, in the dialog that it belongs to or opens.
    pub(super) fn hear(
        &mut self,
        remote_tag: &str,
        (invite, target): (&Request, &Target),
        response: &Response,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) -> Heard {
        let offered = invite.session_part().is_some();
        let plain = Heard::News {
            counts: offered,
            is_offer: false,
        };
        let known = self
            .early
            .iter()
            .position(|early| early.dialog.is_with(Some(remote_tag)));
        let at = match known {
            Some(at) => at,
            None if remote_tag.is_empty() || self.early.len() >= EARLY_DIALOGS_MAX => return plain,
            None => {
                let Ok(dialog) = Dialog::uac(invite, response, target) else {
                    return plain;
                };
                self.early.push(Early::new(dialog, offered));
                self.early.len() - 1
            }
        };
        cx.peer.note(response.headers());
        self.latest = at;
        match self.early.get_mut(at) {
            Some(early) => early.hear(response, invite, cx, out),
            None => plain,
        }
    }

    /// A response to what we sent in one of them. Whether that callee is gone, the INVITE tells.
    pub(super) fn answered(
        &mut self,
        now: Instant,
        branch: Branch,
        response: Response,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) {
        if let Some(early) = self.early.iter_mut().find(|early| early.updates.has(branch)) {
            early.updates.answered(now, response, &mut early.dialog, cx, out);
        }
    }

    pub(super) fn unanswered(&mut self, branch: Branch, status: StatusCode, out: &mut Vec<Effect>) {
        if let Some(early) = self.early.iter_mut().find(|early| early.updates.has(branch)) {
            early.updates.unanswered(status, out);
        }
    }

    /// What the owner wants of one of them.
    pub(super) fn command(&mut self, command: Command, cx: &mut Context, out: &mut Vec<Effect>) {
        match command {
            Command::Respond {
                transaction,
                status,
                headers,
                body,
            } => {
                let tag = cx.asked_by(transaction);
                let dialog = self.find(tag.as_deref()).map(|early| &mut early.dialog);
                cx.answer((transaction, status), Extra::new(headers, body), dialog, out);
            }
            Command::AcknowledgeProgress { remote_tag, answer } => {
                if let Some(early) = self.find(Some(&remote_tag)) {
                    early.answer(answer, cx, out);
                }
            }
            Command::Update { offer, headers } => {
                if let Some(early) = self.early.get_mut(self.latest) {
                    early.updates.want(Extra::new(headers, offer));
                }
            }
            _ => {}
        }
    }

    pub(super) fn send_updates(&mut self, now: Instant, cx: &mut Context, out: &mut Vec<Effect>) {
        for early in &mut self.early {
            early.send_update(now, cx, out);
        }
    }

    pub(super) fn deadline(&self, cx: &Context) -> Option<Instant> {
        self.early.iter().filter_map(|early| early.deadline(cx)).min()
    }
}
