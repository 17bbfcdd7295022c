//! `tone: {frequency_hz: 440, duration: 5s}`: a steady tone.

use std::time::Duration;

use yaml::{Mistakes, Node};

use crate::limits::{TONE_HZ, TONE_TIME};
use crate::op::{self, Op};

/// Clearly audible, well below clipping.
const LEVEL_DBM0: f32 = -10.0;

#[derive(Clone, Debug)]
pub(crate) struct Tone {
    frequency_hz: f32,
    duration: Duration,
}

impl Tone {
    pub(super) fn read(options: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let mut fields = options.fields("`tone`", mistakes)?;
        let frequency = fields.need("frequency_hz", "440", mistakes);
        let frequency_hz = frequency.and_then(|node| node.count(TONE_HZ, mistakes));
        let duration = fields.need("duration", "5s", mistakes);
        let duration = duration.and_then(|node| node.duration(TONE_TIME, mistakes));
        fields.finish(mistakes);
        let frequency_hz = f32::from(u16::try_from(frequency_hz?).ok()?);
        Some(Self {
            frequency_hz,
            duration: duration?,
        })
    }

    pub(super) const fn op(&self) -> Op {
        let tone = op::Tone {
            frequency_hz: self.frequency_hz,
            level_dbm0: LEVEL_DBM0,
        };
        Op::Tone {
            tone,
            duration: self.duration,
        }
    }
}
