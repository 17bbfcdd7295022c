//! `hangup`: the plan ends the call; also what stands behind every plan's last step.

use std::time::Instant;

use dialplan::Cause;
use sip_stack::message::StatusCode;

use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::{EndReason, status};

impl Call {
    pub(super) fn hang_up(&mut self, now: Instant, cause: Cause, out: &mut Vec<Effect>) {
        if self.is_transferring() {
            return self.transfer_refused(now, self.unreached(cause), out);
        }
        if self.times.answered.is_some() {
            self.end(now, EndReason::PlanEnded, out);
            return;
        }
        self.end_with(now, status::reason(cause), self.unreached(cause), out);
    }

    /// What is heard of a hang-up before anyone answered.
    fn unreached(&self, cause: Cause) -> StatusCode {
        let reason = status::reason(cause);
        let heard = if cause == Cause::Normal {
            status::UNANSWERED
        } else {
            reason.status()
        };
        self.refusal_or(reason, heard)
    }
}
