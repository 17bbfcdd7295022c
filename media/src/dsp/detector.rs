use std::f64::consts::TAU;

/// The share of a frame's power that must be in the tone. A pure tone through G.711 has over 0.99.
const SHARE_MIN: f64 = 0.6;

/// Below this mean power a frame is silence: about -50 dBm0.
const POWER_MIN: f64 = 3_000.0;

/// Finds one frequency in audio by Goertzel's algorithm.
#[derive(Clone, Debug)]
pub struct ToneDetector {
    step: f64,
}

impl ToneDetector {
    /// For a tone of `hz` in audio of `sample_rate` samples a second.
    #[must_use]
    pub fn new(hz: f32, sample_rate: u32) -> Self {
        Self {
            step: TAU * f64::from(hz) / f64::from(sample_rate),
        }
    }

    /// Whether the tone dominates a frame. Frames of 20 ms tell tones apart that differ by 100 Hz.
    #[must_use]
    pub fn hears(&mut self, frame: &[i16]) -> bool {
        if frame.is_empty() {
            return false;
        }
        let count = frame.len() as f64;
        let power = frame.iter().map(|sample| f64::from(*sample).powi(2)).sum::<f64>() / count;
        power >= POWER_MIN && self.tone_power(frame) >= SHARE_MIN * power
    }

    /// The mean power of the part of the frame that is the tone.
    fn tone_power(&self, frame: &[i16]) -> f64 {
        let coefficient = 2.0 * self.step.cos();
        let (mut last, mut before) = (0.0, 0.0);
        for sample in frame {
            let next = f64::from(*sample) + coefficient * last - before;
            before = last;
            last = next;
        }
        let squared = last * last + before * before - coefficient * last * before;
        // A sine of amplitude A gives (A·n/2)², and has the mean power A²/2.
        2.0 * squared / (frame.len() as f64).powi(2)
    }
}
