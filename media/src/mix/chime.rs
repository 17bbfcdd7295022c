use super::frame::{FRAME_SAMPLES, Frame, SAMPLE_RATE};
use crate::dsp::Tone;

/// Frames of each of the two tones.
const FRAMES: u32 = 6;
const LOW_HZ: f32 = 660.0;
const HIGH_HZ: f32 = 880.0;
/// Heard beside a voice, but not over it.
const LEVEL_DBM0: f32 = -22.0;

/// Two tones: rising when someone comes or something is on, falling when someone goes or something is off.
#[derive(Debug)]
pub(crate) struct Chime {
    first: Tone,
    second: Tone,
    played: u32,
}

impl Chime {
    pub(crate) fn rising() -> Self {
        Self::new(LOW_HZ, HIGH_HZ)
    }

    pub(crate) fn falling() -> Self {
        Self::new(HIGH_HZ, LOW_HZ)
    }

    fn new(first_hz: f32, second_hz: f32) -> Self {
        let tone = |hz| Tone::new(hz, LEVEL_DBM0, SAMPLE_RATE);
        Self {
            first: tone(first_hz),
            second: tone(second_hz),
            played: 0,
        }
    }

    /// The next frame; `None`: it has ended.
    pub(crate) fn next(&mut self) -> Option<Frame> {
        let tone = match self.played {
            0..FRAMES => &mut self.first,
            _ if self.played < 2 * FRAMES => &mut self.second,
            _ => return None,
        };
        self.played += 1;
        let mut frame = [0; FRAME_SAMPLES];
        tone.fill(&mut frame);
        Some(frame)
    }
}
