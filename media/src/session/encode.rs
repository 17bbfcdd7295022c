//! Sounds encoded for every codec, before and beside the media threads: Opus takes too long for them.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::source::{Encoded, Frames, Source};
use crate::codec::{Codec, CodecError, Encoder};
use crate::dsp::{Cadence, Tone};
use crate::prompt::Prompt;

/// Frames after which a tone of whole hertz comes round.
const TONE_FRAMES: usize = 50;
/// Tones that are kept, because one takes Opus some milliseconds.
const TONES_MAX: usize = 16;

/// A tone's pitch in hertz and its level, as bits.
type Key = (u32, u32);

static TONES: Mutex<VecDeque<(Key, Arc<Encoded>)>> = Mutex::new(VecDeque::new());

impl Source {
    /// A steady tone of `frequency_hz`, rounded to whole hertz, at `level_dbm0`.
    ///
    /// The first time it encodes a second of audio for every codec, some milliseconds of work; then it is kept.
    #[must_use]
    pub fn tone(frequency_hz: f32, level_dbm0: f32, duration: Duration) -> Self {
        let frequency_hz = frequency_hz.round();
        let key = (frequency_hz.to_bits(), level_dbm0.to_bits());
        let frames = duration.as_millis() / Codec::Pcmu.frame_time().as_millis();
        let frames = u32::try_from(frames).unwrap_or(u32::MAX);
        Self::new(kept(key, || encode_tone(frequency_hz, level_dbm0)), frames)
    }

    /// Tones and pauses, again and again.
    ///
    /// Encodes them for every codec: up to a hundredth of their time, so do it beforehand.
    #[must_use]
    pub fn cadence(cadence: &Cadence, level_dbm0: f32) -> Self {
        let (round, frame) = (cadence.round().as_millis(), Codec::Pcmu.frame_time().as_millis());
        // Rounds that are no whole frames are played until they are.
        let rounds = (1..=frame).find(|rounds| (round * rounds).is_multiple_of(frame));
        let rounds = usize::try_from(rounds.unwrap_or(1)).unwrap_or(1);
        let encoded = encode_each(|codec| cadence.audio(level_dbm0, codec.sample_rate()).repeat(rounds));
        let frames = encoded.frames();
        Self::new(Arc::new(encoded), frames).repeated()
    }

    /// So much of it and no more.
    #[must_use]
    pub fn lasting(self, duration: Duration) -> Self {
        let frames = duration.as_millis() / Codec::Pcmu.frame_time().as_millis();
        Self::new(self.encoded(), u32::try_from(frames).unwrap_or(u32::MAX))
    }

    /// A sound file, once through.
    ///
    /// Encodes it for every codec: up to a hundredth of its playing time, so do it beforehand.
    #[must_use]
    pub fn prompt(prompt: &Prompt) -> Self {
        let encoded = encode_each(|codec| prompt.at_rate(codec.sample_rate()));
        let frames = encoded.frames();
        Self::new(Arc::new(encoded), frames)
    }
}

/// The tone as it was encoded before, or as it is now.
fn kept(key: Key, encode: impl FnOnce() -> Encoded) -> Arc<Encoded> {
    let find = || {
        let tones = TONES.lock().unwrap_or_else(PoisonError::into_inner);
        tones
            .iter()
            .find(|(known, _)| *known == key)
            .map(|(_, encoded)| encoded.clone())
    };
    find().unwrap_or_else(|| {
        // Outside the lock: the same work done twice is better than others waiting for it.
        let encoded = Arc::new(encode());
        let mut tones = TONES.lock().unwrap_or_else(PoisonError::into_inner);
        if tones.len() >= TONES_MAX {
            tones.pop_front();
        }
        tones.push_back((key, encoded.clone()));
        encoded
    })
}

fn encode_tone(frequency_hz: f32, level_dbm0: f32) -> Encoded {
    encode_each(|codec| {
        let mut tone = Tone::new(frequency_hz, level_dbm0, codec.sample_rate());
        let mut pcm = vec![0; codec.frame_samples() * TONE_FRAMES];
        tone.fill(&mut pcm);
        pcm
    })
}

/// The sound in every codec. One whose library has no memory is left out: calls that speak it hear silence.
fn encode_each(pcm: impl Fn(Codec) -> Vec<i16>) -> Encoded {
    let encode = |codec| Some((codec, encode_frames(codec, &pcm(codec)).ok()?));
    Encoded {
        by_codec: Codec::ALL.into_iter().filter_map(encode).collect(),
    }
}

/// Whole frames; the last is filled up with silence.
fn encode_frames(codec: Codec, pcm: &[i16]) -> Result<Frames, CodecError> {
    let mut encoder = Encoder::new(codec)?;
    let mut frames = Frames::default();
    let mut last = Vec::new();
    let mut payload = Vec::new();
    for frame in pcm.chunks(codec.frame_samples()) {
        let whole = if frame.len() == codec.frame_samples() {
            frame
        } else {
            last.extend_from_slice(frame);
            last.resize(codec.frame_samples(), 0);
            &last
        };
        payload.clear();
        encoder.encode(whole, &mut payload)?;
        frames.push(&payload);
    }
    Ok(frames)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::Source;
    use crate::codec::{Codec, Decoder};
    use crate::dsp::{Cadence, ToneDetector};
    use crate::prompt::Prompt;

    #[test]
    fn a_tone_is_heard_in_every_codec_for_as_long_as_it_was_asked_for() {
        for _ in 0..2 {
            let source = Source::tone(440.0, -10.0, Duration::from_millis(2_500));
            for codec in Codec::ALL {
                let mut decoder = Decoder::new(codec).unwrap();
                let mut detector = ToneDetector::new(440.0, codec.sample_rate());
                let mut heard = 0;
                for number in 0..125 {
                    let mut pcm = Vec::new();
                    decoder
                        .decode(source.frame(codec, number).unwrap(), &mut pcm)
                        .unwrap();
                    heard += usize::from(detector.hears(&pcm));
                }
                assert!(heard >= 120, "{codec}: {heard} of 125 frames");
                assert_eq!(source.frame(codec, 125), None);
            }
        }
    }

    #[test]
    fn a_cadence_goes_on_in_every_codec_for_as_long_as_it_was_asked_for() {
        let cadence = Cadence::of("425/330,0/330").unwrap();
        let source = Source::cadence(&cadence, -10.0).lasting(Duration::from_secs(40));
        let mut decoder = Decoder::new(Codec::Pcma).unwrap();
        let mut detector = ToneDetector::new(425.0, 8_000);
        let mut heard = 0;
        for number in 0..2_000 {
            let mut pcm = Vec::new();
            let frame = source.frame(Codec::Pcma, number).unwrap();
            decoder.decode(frame, &mut pcm).unwrap();
            heard += usize::from(detector.hears(&pcm));
        }
        assert!((950..=1_050).contains(&heard), "{heard} of 2000 frames");
        for codec in Codec::ALL {
            assert!(source.frame(codec, 1_999).is_some(), "{codec}");
            assert_eq!(source.frame(codec, 2_000), None);
        }
    }

    #[test]
    fn a_prompt_is_heard_in_every_codec_to_its_last_part_of_a_frame() {
        let samples = (0..16_000 + 100).map(|n: u16| (f64::from(n) * 0.25).sin() * 9_000.0);
        let samples: Vec<u8> = samples.flat_map(|sample| (sample as i16).to_le_bytes()).collect();
        let prompt = Prompt::read(wav(16_000, &samples)).unwrap();
        let source = Source::prompt(&prompt);
        for codec in Codec::ALL {
            assert!(source.frame(codec, 50).is_some(), "{codec}");
            assert_eq!(source.frame(codec, 51), None, "{codec}");
        }
    }

    /// A mono 16-bit WAV file.
    fn wav(sample_rate: u32, samples: &[u8]) -> Vec<u8> {
        let length = u32::try_from(samples.len()).unwrap();
        let mut file = [b"RIFF".as_slice(), &(36 + length).to_le_bytes(), b"WAVEfmt "].concat();
        file.extend(16_u32.to_le_bytes());
        file.extend([1, 0, 1, 0]);
        file.extend(sample_rate.to_le_bytes());
        file.extend((2 * sample_rate).to_le_bytes());
        file.extend([2, 0, 16, 0]);
        file.extend(b"data");
        file.extend(length.to_le_bytes());
        file.extend(samples);
        file
    }
}
