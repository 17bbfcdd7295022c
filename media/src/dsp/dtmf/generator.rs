use std::f32::consts::PI;

use super::pair;
use crate::dsp::Tone;
use crate::key::Key;

/// How long the tone takes to come and to go, so that it does not click.
const RAMP_MS: u32 = 3;

/// Samples of both tones at a time.
const PIECE: usize = 64;

/// The pair of tones of one key, from its first sample on; it comes and goes without a click.
#[derive(Clone, Debug)]
pub struct DtmfTone {
    low: Tone,
    high: Tone,
    ramp: usize,
    /// Samples given so far, as far as they matter.
    given: usize,
}

impl DtmfTone {
    /// For a key. `level_dbm0` is that of the low tone, the high one is `twist_db` above it.
    #[must_use]
    pub fn new(key: Key, level_dbm0: f32, twist_db: f32, sample_rate: u32) -> Self {
        let (low, high) = pair::hertz(key);
        Self {
            low: Tone::new(f32::from(low), level_dbm0, sample_rate),
            high: Tone::new(f32::from(high), level_dbm0 + twist_db, sample_rate),
            ramp: (sample_rate * RAMP_MS / 1_000) as usize,
            given: 0,
        }
    }

    /// The next samples; `is_last`: the tone fades away at their end.
    pub fn fill(&mut self, pcm: &mut [i16], is_last: bool) {
        let total = pcm.len();
        let mut at = 0;
        for piece in pcm.chunks_mut(PIECE) {
            let (mut low, mut high) = ([0; PIECE], [0; PIECE]);
            self.low.fill(&mut low[..piece.len()]);
            self.high.fill(&mut high[..piece.len()]);
            for (sample, (low, high)) in piece.iter_mut().zip(low.iter().zip(high)) {
                let left = if is_last { total - at } else { usize::MAX };
                let gain = self
                    .loudness(self.given.saturating_add(1))
                    .min(self.loudness(left));
                // The cast saturates, as it shall.
                *sample = ((f32::from(*low) + f32::from(high)) * gain).round() as i16;
                self.given = self.given.saturating_add(1);
                at += 1;
            }
        }
    }

    /// So many samples from where the tone is silent.
    fn loudness(&self, samples: usize) -> f32 {
        if samples >= self.ramp {
            return 1.0;
        }
        (1.0 - (PI * samples as f32 / self.ramp as f32).cos()) / 2.0
    }
}

#[cfg(test)]
mod tests {
    use super::DtmfTone;
    use crate::dsp::ToneDetector;
    use crate::key::Key;

    fn tone(sign: char, level: f32, twist: f32, rate: u32) -> Vec<i16> {
        let mut pcm = vec![0; rate as usize / 10];
        DtmfTone::new(Key::of_sign(sign).unwrap(), level, twist, rate).fill(&mut pcm, true);
        pcm
    }

    /// The amplitude of a frequency.
    fn amplitude(pcm: &[i16], hz: f64, rate: u32) -> f64 {
        let step = std::f64::consts::TAU * hz / f64::from(rate);
        let (mut sine, mut cosine) = (0.0, 0.0);
        for (n, sample) in pcm.iter().enumerate() {
            let (s, c) = (step * n as f64).sin_cos();
            sine += f64::from(*sample) * s;
            cosine += f64::from(*sample) * c;
        }
        2.0 * sine.hypot(cosine) / pcm.len() as f64
    }

    #[test]
    fn both_tones_have_the_level_and_the_twist_that_were_asked_for() {
        for rate in [8_000, 16_000, 48_000] {
            for twist in [-6.0, 0.0, 2.0] {
                let pcm = tone('5', -12.0, twist, rate);
                let steady = &pcm[pcm.len() / 4..pcm.len() * 3 / 4];
                let (low, high) = (amplitude(steady, 770.0, rate), amplitude(steady, 1_336.0, rate));
                let full = f64::from(i16::MAX);
                let level = 20.0 * (low / full).log10() + 3.16;
                assert!((level + 12.0).abs() < 0.5, "{level:.2} dBm0 at {rate}");
                let heard = 20.0 * (high / low).log10();
                assert!((heard - f64::from(twist)).abs() < 0.5, "{heard:.2} dB at {rate}");
            }
        }
    }

    #[test]
    fn it_comes_and_goes_without_a_click() {
        let pcm = tone('1', -8.0, 2.0, 8_000);
        // What would click is loud far away from both tones.
        for part in [&pcm[..160], &pcm[pcm.len() - 160..]] {
            let click = amplitude(part, 3_200.0, 8_000);
            let tone = amplitude(part, 1_209.0, 8_000);
            assert!(click < tone / 60.0, "{click:.0} beside {tone:.0}");
        }
        assert!(pcm[0].unsigned_abs() < 200 && pcm[pcm.len() - 1].unsigned_abs() < 200);
    }

    #[test]
    fn pieces_make_the_same_tone_as_a_whole() {
        let whole = tone('D', -10.0, 0.0, 8_000);
        let mut pieces = vec![0; whole.len()];
        let mut tone = DtmfTone::new(Key::of_sign('D').unwrap(), -10.0, 0.0, 8_000);
        let (first, last) = pieces.split_at_mut(333);
        tone.fill(first, false);
        tone.fill(last, true);
        assert_eq!(pieces, whole);
        assert!(!ToneDetector::new(941.0, 8_000).hears(&whole), "neither is alone");
    }
}
