//! A phone sends its call to a number that is no user's phone: the plan runs for it, as if its user had dialled.

use std::time::Instant;

use dialplan::{Facts, Run};

use super::call::Call;
use super::effect::Effect;
use super::leg::LegId;
use super::limits::REDIRECTS_MAX;
use super::phase::Phase;
use super::transfer::Passage;

/// Who sent the call on, and where to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diverted {
    /// The user whose phone did.
    pub by: String,
    /// The number.
    pub to: String,
}

impl Call {
    /// `false`: other phones ring, or it has gone too far already.
    pub(super) fn divert(
        &mut self,
        now: Instant,
        from: LegId,
        number: String,
        out: &mut Vec<Effect>,
    ) -> bool {
        let Phase::Ringing(fork) = &self.phase else {
            return false;
        };
        let alone = fork.ringing == [from] && fork.successor.is_none();
        let by = self.legs.find(from).and_then(|leg| leg.extension.clone());
        let (Some(by), true, false) = (by, alone, self.is_transferring()) else {
            return false;
        };
        if self.diversions.len() == REDIRECTS_MAX {
            return false;
        }
        self.phase = Phase::Thinking;
        self.refusal = None;
        let facts = Facts {
            from: by.clone(),
            to: number.clone(),
            outside: false,
            at: self.wall(now),
        };
        let (run, op) = Run::start(self.plan.clone(), facts);
        let mut steps = std::mem::replace(&mut self.run, run);
        self.path
            .extend(steps.take_trace().into_iter().map(Passage::Step));
        let diverted = Diverted { by, to: number };
        self.path.push(Passage::Diversion(diverted.clone()));
        self.diversions.push(diverted);
        self.perform(now, op, out);
        true
    }

    /// The user who sent the call on last.
    pub(super) fn diverted_by(&self) -> Option<String> {
        self.diversions.last().map(|diverted| diverted.by.clone())
    }
}
