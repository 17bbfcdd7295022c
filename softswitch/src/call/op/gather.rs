//! `menu`: the caller is asked for keys while it hears sounds, and after them.

use std::time::{Duration, Instant};

use dialplan::{Digits, Gather, Op, Outcome};
use media::key::{Key, Way};

use crate::call::call::Call;
use crate::call::effect::{Effect, MediaAction};
use crate::call::leg::LegId;
use crate::call::op::play::PLAY_MAX;
use crate::call::phase::Phase;

/// A question under way.
#[derive(Debug)]
pub(in crate::call) struct Gathering {
    gather: Gather,
    answer: Digits,
    stage: Stage,
}

/// What the caller does.
#[derive(Clone, Copy, Debug)]
enum Stage {
    /// It hears one of the sounds, and could press a key.
    Listens {
        /// Which comes next.
        next: usize,
        /// When to go on though the engine has not told of the end.
        at_most_until: Instant,
    },
    /// It should press a key.
    Thinks {
        /// When it has taken too long.
        until: Instant,
    },
}

impl Gathering {
    /// When the question is over, or at least its sound.
    pub(in crate::call) const fn deadline(&self) -> Instant {
        match self.stage {
            Stage::Listens { at_most_until, .. } => at_most_until,
            Stage::Thinks { until } => until,
        }
    }
}

impl Call {
    pub(super) fn gather(&mut self, now: Instant, gather: Gather, out: &mut Vec<Effect>) {
        if !self.is_answered() {
            self.answer_before(now, Op::Gather(gather), out);
            return;
        }
        out.push(Effect::Media(MediaAction::Listen {
            leg: self.caller_leg,
            wanted: true,
        }));
        self.phase = Phase::Gathering(Gathering {
            gather,
            answer: Digits::default(),
            stage: Stage::Thinks { until: now },
        });
        self.next_sound(now, 0, out);
    }

    /// The question's sound has come to its end.
    pub(super) fn sound_ended(&mut self, now: Instant, out: &mut Vec<Effect>) {
        if let Phase::Gathering(gathering) = &self.phase
            && let Stage::Listens { next, .. } = gathering.stage
        {
            self.next_sound(now, next, out);
        }
    }

    fn next_sound(&mut self, now: Instant, sound: usize, out: &mut Vec<Effect>) {
        let Phase::Gathering(gathering) = &mut self.phase else {
            return;
        };
        let Some(prompt) = gathering.gather.prompts.get(sound).cloned() else {
            gathering.stage = Stage::Thinks {
                until: now + gathering.gather.first_key,
            };
            return;
        };
        gathering.stage = Stage::Listens {
            next: sound + 1,
            at_most_until: now + PLAY_MAX,
        };
        out.push(Effect::Media(MediaAction::PlayPrompt {
            leg: self.caller_leg,
            prompt,
        }));
    }

    /// Whether keys of this leg are for the switch.
    pub(in crate::call) fn asks(&self, leg: LegId) -> bool {
        let awaits_keys = matches!(self.phase, Phase::Gathering(_) | Phase::Conferring(_));
        awaits_keys && leg == self.caller_leg
    }

    /// The caller pressed a key, in whatever way.
    pub(in crate::call) fn key_pressed(
        &mut self,
        now: Instant,
        (key, held): (Key, Duration),
        way: Way,
        out: &mut Vec<Effect>,
    ) {
        let (began, ended) = match way {
            Way::Media => (now.checked_sub(held).unwrap_or(now), now),
            Way::Info => (now, now + held),
        };
        let is_new = self.keys.is_new(key, way, began, ended);
        if is_new {
            self.room_key(key, out);
        }
        let Phase::Gathering(gathering) = &mut self.phase else {
            return;
        };
        let interrupts = matches!(gathering.stage, Stage::Listens { .. });
        if !is_new || interrupts && !gathering.gather.barge_in {
            return;
        }
        if interrupts {
            out.push(Effect::Media(MediaAction::Silence { leg: self.caller_leg }));
        }
        if gathering.gather.take(&mut gathering.answer, key.sign()) {
            return self.gathered(now, out);
        }
        gathering.stage = Stage::Thinks {
            until: now + gathering.gather.next_key,
        };
    }

    /// The deadline of a question has come.
    pub(in crate::call) fn gather_timeout(&mut self, now: Instant, out: &mut Vec<Effect>) {
        match &self.phase {
            Phase::Gathering(gathering) if matches!(gathering.stage, Stage::Thinks { .. }) => {
                self.gathered(now, out);
            }
            _ => self.sound_ended(now, out),
        }
    }

    fn gathered(&mut self, now: Instant, out: &mut Vec<Effect>) {
        let Phase::Gathering(gathering) = &self.phase else {
            return;
        };
        let answer = gathering.answer;
        out.push(Effect::Media(MediaAction::Listen {
            leg: self.caller_leg,
            wanted: false,
        }));
        self.resume(now, Outcome::Gathered(answer), out);
    }
}
