//! `tone: {name: busy, duration: 5s}`: what callers of the country know; `tone: {frequency_hz: 440, duration: 5s}`: a
//! steady tone.

use std::time::Duration;

use yaml::{Complaint, Mistakes, Node};

use crate::limits::{TONE_HZ, TONE_TIME};
use crate::op::{self, Op, Signal};

/// Clearly audible, well below clipping.
const LEVEL_DBM0: f32 = -10.0;

#[derive(Clone, Debug)]
pub(crate) struct Tone {
    sound: Sound,
    duration: Duration,
}

#[derive(Clone, Copy, Debug)]
enum Sound {
    Steady { frequency_hz: f32 },
    Named(Signal),
}

impl Tone {
    pub(super) fn read(options: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let mut fields = options.fields("`tone`", mistakes)?;
        let name = fields.take("name", mistakes);
        let sound = match (name, name.and_then(|_| fields.take("frequency_hz", mistakes))) {
            (Some(_), Some(pitch)) => {
                let help = "leave out one of `name` and `frequency_hz`";
                mistakes.say("two-tones", pitch.span, "a tone has a name or a pitch", help);
                None
            }
            (Some(name), None) => signal(name, mistakes).map(Sound::Named),
            (None, _) => {
                let pitch = fields.need("frequency_hz", "440", mistakes);
                let pitch = pitch.and_then(|node| node.count(TONE_HZ, mistakes));
                let pitch = pitch.and_then(|hz| u16::try_from(hz).ok()).map(f32::from);
                pitch.map(|frequency_hz| Sound::Steady { frequency_hz })
            }
        };
        let duration = fields.need("duration", "5s", mistakes);
        let duration = duration.and_then(|node| node.duration(TONE_TIME, mistakes));
        fields.finish(mistakes);
        Some(Self {
            sound: sound?,
            duration: duration?,
        })
    }

    pub(super) const fn op(&self) -> Op {
        let duration = self.duration;
        match self.sound {
            Sound::Steady { frequency_hz } => Op::Tone {
                tone: op::Tone {
                    frequency_hz,
                    level_dbm0: LEVEL_DBM0,
                },
                duration,
            },
            Sound::Named(signal) => Op::Signal { signal, duration },
        }
    }
}

fn signal(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Signal> {
    let name = node.text("a tone like busy", mistakes)?;
    let found = Signal::NAMED.into_iter().find(|(known, _)| *known == name);
    if found.is_none() {
        let names = Signal::NAMED.map(|(known, _)| known);
        let complaint = Complaint::new("unknown-tone", node.span, format!("unknown tone `{name}`"));
        mistakes.add(complaint.did_you_mean(mistakes.nearest(name, names), || {
            format!("the tones are {}", names.join(", "))
        }));
    }
    found.map(|(_, signal)| signal)
}
