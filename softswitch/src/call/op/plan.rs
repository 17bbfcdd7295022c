//! The way through the plan: ask for the next operation, do it, tell how it went.

use std::time::Instant;

use chrono::{DateTime, Utc};
use dialplan::{Op, Outcome};

use crate::call::EndReason;
use crate::call::call::Call;
use crate::call::effect::Effect;
use crate::call::limits::OPS_WITHOUT_WAIT_MAX;
use crate::call::phase::Phase;

impl Call {
    /// Tells the plan how its operation went and does the next one.
    pub(in crate::call) fn resume(&mut self, now: Instant, outcome: Outcome, out: &mut Vec<Effect>) {
        if self.end.is_some() {
            return;
        }
        self.ops_without_wait += 1;
        if self.ops_without_wait > OPS_WITHOUT_WAIT_MAX {
            self.end(now, EndReason::Internal, out);
            return;
        }
        self.phase = Phase::Thinking;
        self.run.set_time(self.wall(now));
        let op = self.run.resume(outcome);
        self.perform(now, op, out);
    }

    /// The wall time at an instant of this call.
    pub(in crate::call) fn wall(&self, now: Instant) -> DateTime<Utc> {
        let passed = now.saturating_duration_since(self.times.started);
        let passed = chrono::Duration::from_std(passed).unwrap_or_default();
        self.came.checked_add_signed(passed).unwrap_or(self.came)
    }

    /// Does one operation of the plan.
    pub(in crate::call) fn perform(&mut self, now: Instant, op: Op, out: &mut Vec<Effect>) {
        if self.is_transferring() && !matches!(op, Op::Ring { .. } | Op::Hunt(_) | Op::Hangup { .. }) {
            // From here on whoever was transferred talks to the switch.
            self.reached(now, out);
        }
        match op {
            Op::Ring {
                extensions,
                timeout,
                media,
            } => self.ring(extensions, timeout, media, out),
            Op::Hunt(group) => self.hunt(group, out),
            Op::Dial {
                number,
                trunks,
                timeout,
            } => self.dial(now, number, trunks, timeout, out),
            Op::Answer => self.answer(now, out),
            Op::Echo => self.echo(now, out),
            Op::Play { prompt } => self.play(now, prompt, out),
            Op::Tone { tone, duration } => self.tone(now, tone, duration, out),
            Op::Signal { signal, duration } => self.signal(now, signal, duration, out),
            Op::Gather(gather) => self.gather(now, gather, out),
            Op::Record(what) => self.record(now, what, out),
            Op::Conference {
                conference,
                as_moderator,
            } => self.confer(conference, as_moderator, out),
            Op::Hangup { cause } => self.hang_up(now, cause, out),
        }
    }
}
