//! What the owner wants of a confirmed dialog.

use std::time::Instant;

use crate::message::Method;
use crate::user_agent::context::{Context, Extra};
use crate::user_agent::established::{Established, Open};
use crate::user_agent::reinvite::Wanted;
use crate::user_agent::{Command, Effect};

/// Requests of ours that may be open at once; more are passed over.
const REQUESTS_MAX: usize = 16;

impl Established {
    pub(super) fn command(
        &mut self,
        now: Instant,
        command: Command,
        cx: &mut Context,
        out: &mut Vec<Effect>,
    ) {
        match command {
            Command::Cancel { reason } => self.cancel_reinvite(reason, out),
            Command::Acknowledge { answer } => self.acknowledge(answer, out),
            Command::Reinvite { offer, headers } => {
                self.wanted = Some(Wanted::new(Extra::new(headers, offer)));
            }
            Command::Update { offer, headers } => self.updates.want(Extra::new(headers, offer)),
            Command::GiveWay => {
                self.wanted.take_if(|wanted| wanted.waits());
                self.updates.give_way();
            }
            Command::AcceptReinvite { body, headers } => {
                self.accept_reinvite(now, Extra::new(headers, body), cx, out);
            }
            Command::RejectReinvite { status, headers } => {
                self.reject_reinvite(status, Extra::new(headers, None), cx, out);
            }
            Command::Respond {
                transaction,
                status,
                headers,
                body,
            } => {
                let (asked, extra) = ((transaction, status), Extra::new(headers, body));
                cx.answer(asked, extra, Some(&mut self.dialog), out);
            }
            Command::Request {
                method,
                headers,
                body,
            } => {
                let is_ours = !matches!(
                    method,
                    Method::Invite | Method::Ack | Method::Bye | Method::Cancel
                );
                if is_ours && self.requests.len() < REQUESTS_MAX {
                    let extra = Extra::new(headers, body);
                    self.send(method, extra, cx, out);
                }
            }
            Command::Progress { .. }
            | Command::AcknowledgeProgress { .. }
            | Command::Accept { .. }
            | Command::Reject { .. }
            | Command::Bye(_) => {}
        }
    }

    /// Sends a request whose answer is told.
    pub(super) fn send(&mut self, method: Method, extra: Extra, cx: &mut Context, out: &mut Vec<Effect>) {
        let branch = cx.send(&mut self.dialog, method.clone(), extra.clone(), out);
        self.requests.push(Open {
            branch,
            method,
            extra,
        });
    }
}
