use std::time::Duration;

use super::pair;
use super::spectrum::{HOP, Look, RATE, Spectrum, deviation};
use crate::dsp::RateConverter;
use crate::key::Key;

/// Below this a tone is not heard: -34 dBm0.
const AMPLITUDE_MIN: f32 = 450.0;
/// How much louder the high tone may be than the low one, and the low one than the high one (ITU-T Q.24: 4 and 8 dB must
/// be taken).
const TWIST_MAX_DB: f32 = 6.0;
const REVERSE_TWIST_MAX_DB: f32 = 10.0;
/// The share of the power that both tones have together through a key; noise 15 dB below them leaves 0.97.
const SHARE_MIN: f32 = 0.92;
/// The same at one look alone, which may hold an end of the tones.
const SHARE_AT_ONCE_MIN: f32 = 0.85;
/// How far off a tone may be: 1.5 % must be taken, 3.5 % must not.
const DEVIATION_MAX: f32 = 0.025;
/// The same at one look alone, which is less exact.
const DEVIATION_AT_ONCE_MAX: f32 = 0.04;
/// Looks that make a key: 40 ms must be one, 23 ms must not.
const LOOKS_MIN: u16 = 5;
/// Looks without the key that end it: an interruption of 10 ms does not, a pause of 40 ms must.
const MISSED_MAX: u16 = 5;
/// How much longer a tone is than the looks that hear it: a window that it fills in part does not.
const EDGES: Duration = Duration::from_millis(7);

/// Hears keys in audio (ITU-T Q.24), a few milliseconds after they are pressed; speech is none.
///
/// A look each 5 ms at the eight tones: how loud they are, what else there is, and how fast their phases turn, which
/// tells their frequencies. It allocates when it is made.
#[derive(Clone, Debug)]
pub struct DtmfDetector {
    spectrum: Spectrum,
    /// To the rate of the looks.
    rate: RateConverter,
    pcm: Vec<i16>,
    candidate: Option<Candidate>,
    held: Option<Held>,
}

/// What a piece of audio says of keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spoken {
    /// A key that was held before was released, after so long.
    pub ended: Option<(Key, Duration)>,
    /// A key is pressed.
    pub began: Option<Key>,
    /// The piece holds tones of a key, or what may become one: it is not to be heard as audio as well.
    pub is_muted: bool,
}

/// What may become a key.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    key: Key,
    looks: u16,
    /// The turns of both tones after the first look, added up.
    turns: [[f32; 2]; 2],
    /// Their share after the first look, added up.
    share: f32,
}

#[derive(Clone, Copy, Debug)]
struct Held {
    key: Key,
    looks: u16,
    missed: u16,
}

impl DtmfDetector {
    /// For audio of `sample_rate` samples a second that comes in pieces of at most `piece_samples`. `None`: the rate is
    /// no multiple of 8 kHz.
    #[must_use]
    pub fn new(sample_rate: u32, piece_samples: usize) -> Option<Self> {
        Some(Self {
            spectrum: Spectrum::new(),
            rate: RateConverter::new(sample_rate, RATE).filter(|_| sample_rate >= RATE)?,
            pcm: Vec::with_capacity(piece_samples + 1),
            candidate: None,
            held: None,
        })
    }

    /// Takes the next piece of audio. Of a piece in which more than one key begins, the last is told.
    pub fn hear(&mut self, pcm: &[i16]) -> Spoken {
        let mut spoken = Spoken::default();
        self.pcm.clear();
        self.rate.convert(pcm, &mut self.pcm);
        for n in 0..self.pcm.len() {
            let sample = self.pcm.get(n).copied().unwrap_or_default();
            if let Some(look) = self.spectrum.take(sample) {
                spoken.is_muted |= self.held.is_some();
                self.judge(&look, &mut spoken);
            }
        }
        spoken.is_muted |= self.held.is_some();
        spoken
    }

    /// The audio stops here: a key that is held is released.
    pub fn stop(&mut self) -> Option<(Key, Duration)> {
        self.candidate = None;
        self.held.take().map(Held::released)
    }

    fn judge(&mut self, look: &Look, spoken: &mut Spoken) {
        let seen = seen(look);
        spoken.is_muted |= seen.is_some();
        match &mut self.held {
            Some(held) if seen == Some(held.key) => {
                held.looks = held.looks.saturating_add(1 + held.missed);
                held.missed = 0;
                self.candidate = None;
                return;
            }
            Some(held) => held.missed += 1,
            None => {}
        }
        self.candidate = seen.map(|key| {
            let before = self.candidate.filter(|candidate| candidate.key == key);
            Candidate::after(before, key, look)
        });
        let began = self.candidate.filter(|it| it.is_key(look));
        let ends = began.is_some() || self.held.is_some_and(|held| held.missed >= MISSED_MAX);
        if ends && let Some(held) = self.held.take() {
            spoken.ended = Some(held.released());
        }
        if let Some(Candidate { key, looks, .. }) = began {
            spoken.began = Some(key);
            self.candidate = None;
            self.held = Some(Held {
                key,
                looks,
                missed: 0,
            });
        }
    }
}

impl Candidate {
    fn after(before: Option<Self>, key: Key, look: &Look) -> Self {
        let Some(mut it) = before else {
            // How the phases turned into the first look says nothing: the window held something else before.
            return Self {
                key,
                looks: 1,
                turns: [[0.0; 2]; 2],
                share: 0.0,
            };
        };
        it.looks = it.looks.saturating_add(1);
        it.share += look.share;
        for (sum, partial) in it.turns.iter_mut().zip([look.low, look.high]) {
            sum[0] += partial.turn[0];
            sum[1] += partial.turn[1];
        }
        it
    }

    fn is_key(&self, look: &Look) -> bool {
        let near = |(turn, hz): (&[f32; 2], f32)| deviation(*turn, hz).abs() <= DEVIATION_MAX;
        let hertz = [look.low.nominal_hz, look.high.nominal_hz];
        let is_pure = self.share >= SHARE_MIN * f32::from(self.looks.saturating_sub(1));
        self.looks >= LOOKS_MIN && is_pure && self.turns.iter().zip(hertz).all(near)
    }
}

impl Held {
    fn released(self) -> (Key, Duration) {
        let looks = HOP as u64 * u64::from(self.looks) * 1_000 / u64::from(RATE);
        (self.key, Duration::from_millis(looks) + EDGES)
    }
}

/// The key that one look alone would have.
fn seen(look: &Look) -> Option<Key> {
    let Look { low, high, share } = look;
    let loud = low.amplitude.min(high.amplitude) >= AMPLITUDE_MIN;
    let twist_db = 20.0 * (high.amplitude / low.amplitude.max(1.0)).log10();
    let is_pair =
        loud && (-REVERSE_TWIST_MAX_DB..=TWIST_MAX_DB).contains(&twist_db) && *share >= SHARE_AT_ONCE_MIN;
    let near = |deviation: f32| deviation.abs() <= DEVIATION_AT_ONCE_MAX;
    (is_pair && near(low.deviation()) && near(high.deviation()))
        .then(|| pair::key(low.place, high.place))
        .flatten()
}
