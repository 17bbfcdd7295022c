//! `ring`: call the phones of one or several users, and ask whose turn it is of a group's.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dialplan::{Extension, Group, MediaPath, Outcome, Turn};

use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::phase::Phase;

impl Call {
    pub(super) fn ring(
        &mut self,
        extensions: Vec<Extension>,
        timeout: Duration,
        media: MediaPath,
        out: &mut Vec<Effect>,
    ) {
        let extensions = extensions.into_iter().map(String::from).collect();
        self.start_ringing(extensions, timeout, media == MediaPath::Direct, out);
    }

    pub(super) fn hunt(&mut self, group: Arc<Group>, out: &mut Vec<Effect>) {
        self.phase = Phase::Choosing;
        out.push(Effect::Choose { group });
    }

    /// It is known whose turn it is.
    pub(in crate::call) fn chosen(&mut self, now: Instant, turn: Turn, out: &mut Vec<Effect>) {
        if matches!(self.phase, Phase::Choosing) {
            self.resume(now, Outcome::Turn(turn), out);
        }
    }
}
