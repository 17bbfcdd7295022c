//! `hangup`: the plan ends the call; also what stands behind every plan's last step.

use std::time::Instant;

use dialplan::Cause;

use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::{EndReason, status};

impl Call {
    pub(super) fn hang_up(&mut self, now: Instant, cause: Cause, out: &mut Vec<Effect>) {
        if self.times.answered.is_some() {
            self.end(now, EndReason::PlanEnded, out);
            return;
        }
        let reason = status::reason(cause);
        let heard = if cause == Cause::Normal {
            status::UNANSWERED
        } else {
            reason.status()
        };
        self.end_with(now, reason, self.refusal_or(reason, heard), out);
    }
}
