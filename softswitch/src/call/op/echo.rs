//! `echo`: the caller hears itself until someone hangs up.

use std::time::Instant;

use dialplan::Op;

use crate::call::call::Call;
use crate::call::effect::{Effect, MediaAction};
use crate::call::phase::Phase;

impl Call {
    pub(super) fn echo(&mut self, now: Instant, out: &mut Vec<Effect>) {
        if !self.is_answered() {
            self.answer_before(now, Op::Echo, out);
            return;
        }
        self.phase = Phase::Echoing;
        out.push(Effect::Media(MediaAction::Echo { leg: self.caller_leg }));
    }
}
