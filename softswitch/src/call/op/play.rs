//! `play` and `tone`: the caller hears a sound file or a tone, once.

use std::time::{Duration, Instant};

use dialplan::{Op, Outcome, Signal, Tone};

use crate::call::call::Call;
use crate::call::effect::{Effect, MediaAction};
use crate::call::phase::Phase;

/// The longest sound; the plan goes on after it though the engine has not told of its end.
pub(super) const PLAY_MAX: Duration = Duration::from_secs(60 * 60);

/// How much later than its length a tone's end may be told.
const TONE_GRACE: Duration = Duration::from_secs(2);

impl Call {
    pub(super) fn play(&mut self, now: Instant, prompt: String, out: &mut Vec<Effect>) {
        if !self.is_answered() {
            self.answer_before(now, Op::Play { prompt }, out);
            return;
        }
        self.phase = Phase::Playing {
            at_most_until: now + PLAY_MAX,
        };
        out.push(Effect::Media(MediaAction::PlayPrompt {
            leg: self.caller_leg,
            prompt,
        }));
    }

    pub(super) fn tone(&mut self, now: Instant, tone: Tone, duration: Duration, out: &mut Vec<Effect>) {
        if !self.is_answered() {
            self.answer_before(now, Op::Tone { tone, duration }, out);
            return;
        }
        self.phase = Phase::Playing {
            at_most_until: now + duration + TONE_GRACE,
        };
        out.push(Effect::Media(MediaAction::PlayTone {
            leg: self.caller_leg,
            tone,
            duration,
        }));
    }

    pub(super) fn signal(&mut self, now: Instant, signal: Signal, duration: Duration, out: &mut Vec<Effect>) {
        if !self.is_answered() {
            self.answer_before(now, Op::Signal { signal, duration }, out);
            return;
        }
        self.phase = Phase::Playing {
            at_most_until: now + duration + TONE_GRACE,
        };
        out.push(Effect::Media(MediaAction::PlaySignal {
            leg: self.caller_leg,
            signal,
            duration: Some(duration),
        }));
    }

    /// The sound has come to its end.
    pub(in crate::call) fn played(&mut self, now: Instant, out: &mut Vec<Effect>) {
        match self.phase {
            Phase::Playing { .. } => self.resume(now, Outcome::Done, out),
            _ => self.sound_ended(now, out),
        }
    }
}
