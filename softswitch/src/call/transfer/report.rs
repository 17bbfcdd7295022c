//! What who asked for a transfer is told of it (RFC 3515 §2.4.4).

use std::time::{Duration, Instant};

use bytes::Bytes;
use sip_stack::message::{self, HeaderName, Method, Request, StatusCode};
use sip_stack::refer::{Input, Notify};
use sip_stack::user_agent::Command;

use super::transfer::{Stage, Transfer};
use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::leg::LegId;
use crate::call::request::Asked;

/// What a refresh without Expires asks for.
const REFRESH: Duration = Duration::from_secs(300);

impl Call {
    /// Tells how the reference stands.
    pub(super) fn report(&mut self, now: Instant, status: StatusCode, out: &mut Vec<Effect>) {
        self.step_subscription(now, Input::Status(status), out);
    }

    pub(super) fn step_subscription(&mut self, now: Instant, input: Input, out: &mut Vec<Effect>) {
        let Some(Transfer {
            by,
            subscription: Some(subscription),
            ..
        }) = &mut self.transfer
        else {
            return;
        };
        let (by, mut told) = (*by, Vec::new());
        subscription.handle(now, input, &mut told);
        self.notify(now, by, told, out);
        self.forget_transfer();
    }

    pub(super) fn notify(&mut self, now: Instant, leg: LegId, told: Vec<Notify>, out: &mut Vec<Effect>) {
        for Notify { mut headers, body } in told {
            let transfer = self.transfer.as_mut();
            if let Some(listener) = transfer.and_then(|transfer| transfer.listener.as_mut()) {
                let effect = listener.tell(self.tokens.branch(), headers, body);
                out.push(Effect::Sip { leg, effect });
                continue;
            }
            headers.extend(self.contact_of(leg));
            let notify = Command::Request {
                method: Method::Notify,
                headers,
                body: Some(body),
            };
            self.legs.tell(now, leg, notify, out);
        }
    }

    /// Our Contact in a leg's dialog, as a header.
    pub(super) fn contact_of(&self, leg: LegId) -> Option<(HeaderName, Bytes)> {
        let contact = self.legs.find(leg)?.usage.contact().clone();
        Some((HeaderName::Contact, message::NameAddr::new(contact).to_bytes()))
    }

    /// A NOTIFY of ours was answered.
    pub(in crate::call) fn notify_answered(
        &mut self,
        now: Instant,
        leg: LegId,
        status: StatusCode,
        out: &mut Vec<Effect>,
    ) {
        let is_listening = |transfer: &Transfer| transfer.by == leg && transfer.listener.is_none();
        if self.transfer.as_ref().is_some_and(is_listening) {
            self.step_subscription(now, Input::Answered(status), out);
        }
    }

    /// SUBSCRIBE prolongs or ends what a REFER began; it begins nothing (RFC 3515 §2.4.4).
    pub(in crate::call) fn subscribed(
        &mut self,
        now: Instant,
        asked: Asked,
        request: &Request,
        out: &mut Vec<Effect>,
    ) {
        let event = request.headers().one::<message::Event>().ok().flatten();
        let Some(event) = event.filter(|event| event.package() == "refer") else {
            return self.answer_asked(now, asked, StatusCode::BAD_EVENT, out);
        };
        let id = self
            .transfer
            .as_ref()
            .filter(|transfer| transfer.by == asked.leg && transfer.listener.is_none())
            .and_then(|transfer| Some(transfer.subscription.as_ref()?.id().to_string()));
        if id.is_none() || event.id().is_some_and(|named| id.as_deref() != Some(named)) {
            return self.answer_asked(now, asked, StatusCode::FORBIDDEN, out);
        }
        let wanted = request.headers().expires().ok().flatten();
        let wanted = wanted.map_or(REFRESH, |seconds| Duration::from_secs(seconds.into()));
        let granted = wanted
            .min(sip_stack::refer::SUBSCRIPTION_MAX)
            .as_secs()
            .to_string();
        let mut headers = vec![(HeaderName::Expires, Bytes::from(granted))];
        headers.extend(self.contact_of(asked.leg));
        self.answer_with(now, asked, StatusCode::OK, headers, None, out);
        self.step_subscription(now, Input::Refreshed(wanted), out);
    }

    /// The call ends while a transfer runs.
    pub(in crate::call) fn close_transfer(&mut self, now: Instant, out: &mut Vec<Effect>) {
        if self.is_transferring() {
            self.note_transfer(StatusCode::REQUEST_TERMINATED);
            self.report(now, StatusCode::REQUEST_TERMINATED, out);
        }
        self.transfer = None;
    }

    pub(in crate::call) fn transfer_timeout(&mut self, now: Instant, out: &mut Vec<Effect>) {
        if self.transfer_deadline().is_none_or(|at| at > now) {
            return;
        }
        self.step_subscription(now, Input::Timeout, out);
        if let Some(transfer) = &mut self.transfer
            && let Stage::Parting { release_at } = transfer.stage
            && release_at <= now
        {
            let by = transfer.by;
            transfer.stage = Stage::Over;
            self.release(now, by, StatusCode::OK, out);
            self.forget_transfer();
        }
    }

    /// Forgets a transfer of which nothing is left to tell or to do.
    fn forget_transfer(&mut self) {
        let is_done = |transfer: &mut Transfer| {
            let told = transfer.subscription.as_ref().is_none_or(|it| it.is_over());
            told && matches!(transfer.stage, Stage::Over)
        };
        self.transfer.take_if(is_done);
    }
}
