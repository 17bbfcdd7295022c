//! `record`: what the caller says and hears is kept, from the moment that its audio flows. It goes on over hold and
//! transfers as long as that phone takes part.

use std::time::Instant;

use dialplan::{Outcome, Recording};

use crate::call::call::Call;
use crate::call::effect::{Effect, MediaAction, Taping};
use crate::call::transfer::Passage;

impl Call {
    pub(super) fn record(&mut self, now: Instant, what: Recording, out: &mut Vec<Effect>) {
        let taping = match (what, self.is_taped) {
            (Recording::Start, false) => Some(Taping::Start {
                file: self.name_recording(),
            }),
            (Recording::Start, true) => Some(Taping::Pause(false)),
            (Recording::Pause, true) => Some(Taping::Pause(true)),
            (Recording::Stop, true) => Some(Taping::Stop),
            (Recording::Pause | Recording::Stop, false) => None,
        };
        self.is_taped = match what {
            Recording::Start => true,
            Recording::Pause => self.is_taped,
            Recording::Stop => false,
        };
        out.extend(taping.map(|taping| {
            Effect::Media(MediaAction::Record {
                leg: self.caller_leg,
                taping,
            })
        }));
        self.resume(now, Outcome::Done, out);
    }

    /// A file's name that nobody can guess, in the call's record at the step that began it.
    fn name_recording(&mut self) -> String {
        let file = format!("{:016x}{:016x}.wav", self.tokens.number(), self.tokens.number());
        let steps = self.run.take_trace().into_iter().map(Passage::Step);
        self.path.extend(steps);
        self.path.push(Passage::Recording { file: file.clone() });
        file
    }
}
