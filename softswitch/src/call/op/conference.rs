//! `conference`: the caller joins a room until it hangs up.

use std::sync::Arc;
use std::time::Instant;

use dialplan::{Conference, Op, Outcome};

use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::phase::Phase;

impl Call {
    pub(super) fn confer(&mut self, now: Instant, conference: Arc<Conference>, out: &mut Vec<Effect>) {
        if !self.is_answered() {
            self.answer_before(now, Op::Conference(conference), out);
            return;
        }
        self.phase = Phase::Conferring;
        out.push(Effect::Confer {
            leg: self.caller_leg,
            conference,
        });
    }

    /// There is no room for another.
    pub(in crate::call) fn conference_full(&mut self, now: Instant, out: &mut Vec<Effect>) {
        match self.phase {
            Phase::Conferring => self.resume(now, Outcome::Busy, out),
            Phase::Mixed(_) => self.cannot_mix(now, out),
            _ => {}
        }
    }
}
