use std::f64::consts::PI;

/// Multiplications for one sample of the lower rate's grid; about 1 ms of delay at 8 kHz.
const TAPS: usize = 16;

/// Where the pass band ends, as a share of the lower Nyquist frequency.
const PASS: f64 = 0.9;

/// Changes the sample rate of audio that comes piece by piece, without allocating: a polyphase filter between rates of
/// which one is a multiple of the other, as 8, 16 and 48 kHz are.
#[derive(Clone, Debug)]
pub struct RateConverter {
    /// Samples that go out for one that comes in, or the other way round.
    factor: usize,
    ratio: Ratio,
    /// The filter, sampled at the higher rate.
    filter: Box<[f32]>,
    /// The newest samples that came in, the newest last.
    history: Box<[f32]>,
    /// Samples that came in since the last one went out, while fewer go out than come in.
    phase: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ratio {
    Same,
    Up,
    Down,
}

impl RateConverter {
    /// Between two rates in hertz. `None`: neither is a multiple of the other.
    #[must_use]
    pub fn new(from_hz: u32, to_hz: u32) -> Option<Self> {
        let (low, high) = (from_hz.min(to_hz), from_hz.max(to_hz));
        if low == 0 || !high.is_multiple_of(low) {
            return None;
        }
        let factor = usize::try_from(high / low).ok()?;
        let (ratio, kept) = match from_hz.cmp(&to_hz) {
            std::cmp::Ordering::Equal => (Ratio::Same, 0),
            std::cmp::Ordering::Less => (Ratio::Up, TAPS),
            std::cmp::Ordering::Greater => (Ratio::Down, TAPS * factor),
        };
        Some(Self {
            factor,
            ratio,
            filter: filter(factor, ratio),
            history: vec![0.0; kept].into(),
            phase: 0,
        })
    }

    /// Appends what a piece of audio is at the other rate to `out`.
    pub fn convert(&mut self, pcm: &[i16], out: &mut Vec<i16>) {
        match self.ratio {
            Ratio::Same => out.extend_from_slice(pcm),
            Ratio::Up => pcm.iter().for_each(|sample| {
                self.push(*sample);
                out.extend((0..self.factor).map(|phase| self.between(phase)));
            }),
            Ratio::Down => pcm.iter().for_each(|sample| {
                self.push(*sample);
                self.phase += 1;
                if self.phase == self.factor {
                    self.phase = 0;
                    out.push(rounded(dot(&self.filter, &self.history)));
                }
            }),
        }
    }

    fn push(&mut self, sample: i16) {
        self.history.copy_within(1.., 0);
        if let Some(newest) = self.history.last_mut() {
            *newest = f32::from(sample);
        }
    }

    /// One of the samples between two that came in: every `factor`-th tap meets one of them.
    fn between(&self, phase: usize) -> i16 {
        let taps = self.filter.chunks_exact(TAPS).nth(phase);
        rounded(dot(taps.unwrap_or_default(), &self.history))
    }
}

/// A windowed sinc of `TAPS * factor` taps. Towards the higher rate its taps stand by phase, each phase reversed, so that
/// each is multiplied with the history as it stands.
fn filter(factor: usize, ratio: Ratio) -> Box<[f32]> {
    let length = TAPS * factor;
    let cutoff = PASS / factor as f64;
    let middle = (length - 1) as f64 / 2.0;
    let taps: Vec<f64> = (0..length)
        .map(|n| {
            let x = n as f64 - middle;
            let sinc = if x.abs() < 1e-9 {
                cutoff
            } else {
                (PI * cutoff * x).sin() / (PI * x)
            };
            sinc * window(x / (length as f64 / 2.0))
        })
        .collect();
    // What is constant stays as loud as it is.
    let sum: f64 = taps.iter().sum();
    let gain = if ratio == Ratio::Up { factor as f64 } else { 1.0 } / sum;
    let tap = |n: usize| taps.get(n).map_or(0.0, |tap| (tap * gain) as f32);
    match ratio {
        Ratio::Same => Box::default(),
        Ratio::Down => (0..length).map(tap).collect(),
        Ratio::Up => (0..factor)
            .flat_map(|phase| (0..TAPS).rev().map(move |k| phase + k * factor))
            .map(tap)
            .collect(),
    }
}

/// Blackman's window over −1..1.
fn window(x: f64) -> f64 {
    0.42 + 0.5 * (PI * x).cos() + 0.08 * (2.0 * PI * x).cos()
}

fn dot(taps: &[f32], samples: &[f32]) -> f32 {
    taps.iter().zip(samples).map(|(tap, sample)| tap * sample).sum()
}

// The cast saturates, as it shall.
fn rounded(sample: f32) -> i16 {
    sample.round() as i16
}

#[cfg(test)]
mod tests {
    use super::RateConverter;
    use crate::dsp::{Tone, ToneDetector};

    /// How much of a tone of `hz` is something else after a conversion, in dB below it.
    fn noise_db(from_hz: u32, to_hz: u32, hz: f32) -> f64 {
        let mut pcm = vec![0; from_hz as usize];
        Tone::new(hz, -10.0, from_hz).fill(&mut pcm);
        let mut converter = RateConverter::new(from_hz, to_hz).unwrap();
        let mut out = Vec::new();
        // In pieces of odd lengths: what comes out does not depend on them.
        pcm.chunks(137)
            .for_each(|piece| converter.convert(piece, &mut out));
        assert_eq!(out.len(), to_hz as usize);
        let steady = &out[to_hz as usize / 10..];
        let step = std::f64::consts::TAU * f64::from(hz) / f64::from(to_hz);
        let (mut sine, mut cosine) = (0.0, 0.0);
        for (n, sample) in steady.iter().enumerate() {
            let (s, c) = (step * n as f64).sin_cos();
            sine += f64::from(*sample) * s;
            cosine += f64::from(*sample) * c;
        }
        let count = steady.len() as f64;
        let (sine, cosine) = (2.0 * sine / count, 2.0 * cosine / count);
        let rest: f64 = steady
            .iter()
            .enumerate()
            .map(|(n, sample)| {
                let (s, c) = (step * n as f64).sin_cos();
                (f64::from(*sample) - sine * s - cosine * c).powi(2)
            })
            .sum();
        10.0 * ((sine * sine + cosine * cosine) / 2.0 / (rest / count)).log10()
    }

    #[test]
    fn a_tone_stays_pure_between_all_rates() {
        for (from, to) in [
            (8_000, 16_000),
            (8_000, 48_000),
            (16_000, 48_000),
            (16_000, 8_000),
            (48_000, 8_000),
            (48_000, 16_000),
        ] {
            for hz in [300.0, 1_000.0, 2_500.0] {
                let db = noise_db(from, to, hz);
                assert!(db > 40.0, "{from} to {to} at {hz} Hz: {db:.1} dB");
            }
        }
    }

    #[test]
    fn what_the_lower_rate_cannot_carry_is_taken_away() {
        let mut pcm = vec![0; 16_000];
        Tone::new(6_000.0, -10.0, 16_000).fill(&mut pcm);
        let mut out = Vec::new();
        RateConverter::new(16_000, 8_000).unwrap().convert(&pcm, &mut out);
        // It would be heard at 2 kHz.
        assert!(!ToneDetector::new(2_000.0, 8_000).hears(&out[800..]));
        let loudest = out[800..].iter().map(|sample| sample.unsigned_abs()).max();
        assert!(loudest < Some(200), "{loudest:?}");
    }

    #[test]
    fn rates_without_a_common_measure_are_refused() {
        assert!(RateConverter::new(44_100, 48_000).is_none());
        assert!(RateConverter::new(0, 8_000).is_none());
    }
}
