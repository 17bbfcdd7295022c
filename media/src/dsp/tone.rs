use std::f64::consts::TAU;

/// The level of a full-scale sine, between the A-law's and the µ-law's (ITU-T G.711 §4).
const FULL_SCALE_DBM0: f64 = 3.16;

/// A steady sine tone.
#[derive(Clone, Debug)]
pub struct Tone {
    phase: f64,
    step: f64,
    amplitude: f64,
}

impl Tone {
    /// A tone of `hz` at `level_dbm0`, for audio of `sample_rate` samples a second.
    #[must_use]
    pub fn new(hz: f32, level_dbm0: f32, sample_rate: u32) -> Self {
        let gain = 10_f64.powf((f64::from(level_dbm0) - FULL_SCALE_DBM0) / 20.0);
        let amplitude = f64::from(i16::MAX) * gain.min(1.0);
        Self {
            phase: 0.0,
            step: TAU * f64::from(hz) / f64::from(sample_rate),
            amplitude,
        }
    }

    /// The next samples.
    pub fn fill(&mut self, pcm: &mut [i16]) {
        for sample in pcm {
            // The amplitude is at most full scale, so the cast keeps the value.
            *sample = (self.amplitude * self.phase.sin()).round() as i16;
            self.phase = (self.phase + self.step) % TAU;
        }
    }
}
