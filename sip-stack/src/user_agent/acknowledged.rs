//! The 2xx responses to one INVITE of ours, and the ACKs they got (RFC 3261 §13.2.2.4).

use crate::dialog::Dialog;
use crate::flow::Target;
use crate::message::{Method, Request, Response};
use crate::tokens::Branch;
use crate::user_agent::Effect;
use crate::user_agent::context::{Context, Extra, acknowledge};

/// Callees behind one INVITE that may answer 2xx; what comes after is passed over.
const ANSWERS_MAX: usize = 16;

/// An INVITE of ours that was answered 2xx.
#[derive(Debug)]
pub(super) struct Acknowledged {
    branch: Branch,
    invite: Request,
    target: Target,
    answers: Vec<Answer>,
}

#[derive(Debug)]
struct Answer {
    remote_tag: Box<str>,
    /// `None`: the owner still owes the SDP answer that the ACK shall carry.
    ack: Option<(Request, Target)>,
}

impl Acknowledged {
    pub(super) fn new(branch: Branch, invite: Request, target: Target) -> Self {
        Self {
            branch,
            invite,
            target,
            answers: Vec::new(),
        }
    }

    pub(super) fn branch(&self) -> Branch {
        self.branch
    }

    pub(super) fn invite(&self) -> &Request {
        &self.invite
    }

    /// The first answer: its dialog is the one we keep.
    pub(super) fn answered(&mut self, dialog: &Dialog, ack: Option<(Request, Target)>) {
        let remote_tag = dialog.id().remote_tag.clone();
        match self
            .answers
            .iter_mut()
            .find(|answer| answer.remote_tag == remote_tag)
        {
            Some(answer) => answer.ack = ack,
            None => self.answers.push(Answer { remote_tag, ack }),
        }
    }

    /// Another 2xx: a repeated one gets its ACK again; one of another callee is acknowledged and ended.
    pub(super) fn again(&mut self, response: &Response, cx: &mut Context, out: &mut Vec<Effect>) {
        let Ok(to) = response.headers().to() else { return };
        let tag = to.tag().unwrap_or_default();
        if let Some(known) = self.answers.iter().find(|answer| *answer.remote_tag == *tag) {
            if let Some((request, target)) = known.ack.clone() {
                out.push(Effect::Ack { request, target });
            }
            return;
        }
        if self.answers.len() >= ANSWERS_MAX {
            return;
        }
        let Ok(mut dialog) = Dialog::uac(&self.invite, response, &self.target) else {
            return;
        };
        let ack = acknowledge(&dialog, &self.invite, None, out);
        self.answered(&dialog, Some(ack));
        cx.send(&mut dialog, Method::Bye, Extra::default(), out);
    }
}
