//! What the dialogs told, to the file that knows what to do about it.

use std::time::Instant;

use sip_stack::user_agent::{Event, Farewell};

use super::call::Call;
use super::early_offer::Asked;
use super::effect::Effect;
use super::end::EndReason;
use super::leg::{LegId, Role};

impl Call {
    pub(super) fn hear(&mut self, now: Instant, leg: LegId, event: Event, out: &mut Vec<Effect>) {
        let Some(role) = self.legs.role(leg) else { return };
        match event {
            Event::Request { transaction, request } => {
                self.requested(now, leg, transaction, &request, out);
            }
            Event::RequestAnswered { method, response } => {
                self.request_answered(now, leg, &method, &response, out);
            }
            Event::RefreshDue => self.refresh(now, leg, out),
            Event::Ended(ended) => self.leg_ended(now, leg, &ended, out),
            event if role == Role::Callee => self.hear_callee(now, leg, event, out),
            Event::Cancelled { .. } if self.gave_up_joining(leg, out) || self.rings_on(leg, out) => {}
            Event::Cancelled { reason } => {
                self.said_last = Some((leg, Farewell::because(reason)));
                self.end(now, EndReason::CallerCancelled, out);
            }
            Event::ProgressAcknowledged { answer } => self.early_answered(now, answer.as_ref(), out),
            Event::ProgressUnacknowledged => self.end(now, EndReason::NeverAcknowledged, out),
            event => self.hear_exchange(now, leg, event, out),
        }
    }

    /// The answers to an INVITE of ours.
    fn hear_callee(&mut self, now: Instant, phone: LegId, event: Event, out: &mut Vec<Effect>) {
        match event {
            Event::Progress {
                body: Some(offer),
                needs_acknowledge: true,
                remote_tag,
                response,
                ..
            } => self.phone_offered(now, Asked { phone, remote_tag }, (&response, &offer), out),
            Event::Progress { body, response, .. } => self.phone_progress(now, phone, &response, body, out),
            Event::Answered {
                body,
                needs_acknowledge,
                response,
                ..
            } => {
                self.note_answer(phone, response.headers());
                self.phone_answered(now, phone, body.as_ref(), needs_acknowledge, out);
            }
            Event::Failed { response, .. } if self.redirected(now, phone, response.as_ref(), out) => {}
            Event::Failed { status, response }
                if self.goes_by_other_flow(phone, status, response.is_none(), out) => {}
            Event::Failed { status, response } => {
                self.note_refusal(phone, status, response.as_ref());
                self.callee_failed(now, phone, status, response.as_ref(), out);
            }
            event => self.hear_exchange(now, phone, event, out),
        }
    }

    /// Offers and answers of either side after the first.
    fn hear_exchange(&mut self, now: Instant, leg: LegId, event: Event, out: &mut Vec<Effect>) {
        match event {
            Event::Confirmed { body } | Event::ReinviteConfirmed { body } => {
                self.acknowledged(now, leg, body.as_ref(), out);
            }
            Event::ReinviteReceived { offer, .. } => self.reinvited(now, leg, offer, out),
            Event::OfferReceived {
                transaction, offer, ..
            } => self.updated(now, leg, transaction, &offer, out),
            Event::ReinviteAnswered { ref body, .. } if self.refreshed(leg, body.as_ref(), out) => {}
            Event::ReinviteAnswered { ref body, .. } if self.address_taken(now, leg, body.as_ref(), out) => {}
            Event::ReinviteAnswered {
                body,
                needs_acknowledge,
            } => self.reinvite_answered(now, leg, body.as_ref(), needs_acknowledge, out),
            Event::ReinviteFailed { .. } if self.refresh_failed(leg) => {}
            Event::ReinviteFailed { .. } if self.address_refused(now, leg, out) => {}
            Event::UpdateAnswered { body } => self.reinvite_answered(now, leg, body.as_ref(), false, out),
            Event::ReinviteCancelled => self.reinvite_cancelled(now, leg, out),
            Event::ReinviteFailed { status, .. } | Event::UpdateFailed { status, .. } => {
                self.reinvite_failed(now, leg, status, out);
            }
            // A caller's leg sends no first INVITE; a callee's is never cancelled from outside.
            _ => {}
        }
    }
}
