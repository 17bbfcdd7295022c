use std::f64::consts::TAU;
use std::time::Duration;

use super::Tone;

/// Frequencies that sound together in a tone.
const TOGETHER_MAX: usize = 4;

/// Tones and pauses, one after the other and then again from the first, as tables of networks give them:
/// `400+450/400,0/200,400+450/400,0/2000` is two tones together for 400 ms, a pause of 200 ms, and so on. `400*25` is a tone
/// whose loudness is modulated; without a `/` a tone is continuous.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Cadence {
    pieces: Vec<Piece>,
}

#[derive(Clone, Debug, PartialEq)]
struct Piece {
    /// None: a pause.
    hz: Vec<f32>,
    /// How fast its loudness goes up and down.
    modulated_hz: Option<f32>,
    time: Duration,
}

/// A continuous tone of whole hertz comes round after this.
const CONTINUOUS: Duration = Duration::from_secs(1);

impl Cadence {
    /// Reads one. `None`: it is none.
    #[must_use]
    pub fn of(text: &str) -> Option<Self> {
        let pieces: Option<Vec<_>> = text.split(',').map(Piece::of).collect();
        pieces.map(|pieces| Self { pieces })
    }

    /// The time of one round.
    #[must_use]
    pub fn round(&self) -> Duration {
        self.pieces.iter().map(|piece| piece.time).sum()
    }

    /// One round, at `level_dbm0` for all tones of a moment together.
    #[must_use]
    pub fn audio(&self, level_dbm0: f32, sample_rate: u32) -> Vec<i16> {
        let mut pcm = Vec::new();
        for piece in &self.pieces {
            piece.sound(level_dbm0, sample_rate, &mut pcm);
        }
        pcm
    }
}

impl Piece {
    fn of(text: &str) -> Option<Self> {
        let (tone, time) = match text.split_once('/') {
            Some((tone, ms)) => (tone, Duration::from_millis(ms.parse().ok()?)),
            None => (text, CONTINUOUS),
        };
        let (carrier, modulated_hz) = match tone.split_once('*') {
            Some((carrier, by)) => (carrier, Some(by.parse().ok()?)),
            None => (tone, None),
        };
        let hz: Option<Vec<f32>> = carrier.split('+').map(|hz| hz.parse().ok()).collect();
        let hz: Vec<f32> = hz?.into_iter().filter(|hz| *hz > 0.0).collect();
        (hz.len() <= TOGETHER_MAX && !time.is_zero()).then_some(Self {
            hz,
            modulated_hz,
            time,
        })
    }

    fn sound(&self, level_dbm0: f32, sample_rate: u32, into: &mut Vec<i16>) {
        let start = into.len();
        let samples = self.time.as_micros() * u128::from(sample_rate) / 1_000_000;
        into.resize(start + usize::try_from(samples).unwrap_or(0), 0);
        let piece = into.get_mut(start..).unwrap_or_default();
        // Each of several tones is as much softer as they are more, so that their power is that of one.
        let shared = 10.0 * (self.hz.len().max(1) as f32).log10();
        let mut one = vec![0; piece.len()];
        for hz in &self.hz {
            Tone::new(*hz, level_dbm0 - shared, sample_rate).fill(&mut one);
            for (sum, sample) in piece.iter_mut().zip(&one) {
                *sum = sum.saturating_add(*sample);
            }
        }
        let Some(modulated_hz) = self.modulated_hz else {
            return;
        };
        let step = TAU * f64::from(modulated_hz) / f64::from(sample_rate);
        for (number, sample) in piece.iter_mut().enumerate() {
            let loudness = f64::midpoint((step * number as f64).sin(), 1.0);
            // The loudness is at most 1, so the cast keeps the value.
            *sample = (f64::from(*sample) * loudness) as i16;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::{any, proptest};

    use super::Cadence;
    use crate::dsp::ToneDetector;

    fn heard(pcm: &[i16], hz: f32) -> bool {
        ToneDetector::new(hz, 8_000).hears(pcm)
    }

    #[test]
    fn tones_and_pauses_follow_one_another() {
        let cadence = Cadence::of("400/500,0/200,600/300").unwrap();
        assert_eq!(cadence.round(), Duration::from_secs(1));
        let pcm = cadence.audio(-10.0, 8_000);
        assert_eq!(pcm.len(), 8_000);
        assert!(heard(&pcm[..4_000], 400.0));
        assert!(pcm[4_000..5_600].iter().all(|sample| *sample == 0));
        assert!(heard(&pcm[5_600..], 600.0));
    }

    #[test]
    fn tones_together_are_as_loud_as_one() {
        let power = |text| {
            let pcm = Cadence::of(text).unwrap().audio(-10.0, 8_000);
            let sum: f64 = pcm.iter().map(|sample| f64::from(*sample).powi(2)).sum();
            10.0 * (sum / pcm.len() as f64).log10()
        };
        assert!((power("480+620") - power("440")).abs() < 0.1);
        assert!(power("400*25") < power("400"));
    }

    #[test]
    fn what_is_no_cadence_is_none() {
        for text in [
            "",
            "a",
            "400/",
            "400/0",
            "400/x",
            "+",
            "400*",
            "1+2+3+4+5",
            "400,,",
        ] {
            assert_eq!(Cadence::of(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_a_panic(text in any::<String>()) {
            let _ = Cadence::of(&text);
        }
    }
}
