//! Sound files: the tone a phone says, and whether a recording holds the tone it should have heard.

use std::path::Path;

use media::dsp::{Tone, ToneDetector};

/// Telephone speech, in hertz.
const SAMPLE_RATE: u32 = 8_000;

/// Bytes of a plain WAV header; the number of channels stands at 22, the sample rate at 24.
const HEADER: usize = 44;

/// Writes a mono file with a steady tone.
///
/// # Panics
/// The file cannot be written.
pub fn write_tone(path: &Path, hz: f32, seconds: u32) {
    let mut pcm = vec![0_i16; (seconds * SAMPLE_RATE) as usize];
    Tone::new(hz, -10.0, SAMPLE_RATE).fill(&mut pcm);
    let spec = hound::WavSpec {
        channels: 1,
        sample_rate: SAMPLE_RATE,
        bits_per_sample: 16,
        sample_format: hound::SampleFormat::Int,
    };
    let written = hound::WavWriter::create(path, spec).and_then(|mut file| {
        for sample in pcm {
            file.write_sample(sample)?;
        }
        file.finalize()
    });
    written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// Milliseconds of a recording in which a tone sounds. Lengths in the header are ignored, so that a file
/// which is still being written can be judged.
#[must_use]
pub fn hears(path: &Path, hz: f32) -> u64 {
    let bytes = std::fs::read(path).unwrap_or_default();
    let Some((header, data)) = bytes.split_at_checked(HEADER) else {
        return 0;
    };
    let rate = u32::from_le_bytes([header[24], header[25], header[26], header[27]]);
    // Of several channels the first is listened to.
    let channels = usize::from(u16::from_le_bytes([header[22], header[23]])).max(1);
    let samples: Vec<i16> = data
        .chunks_exact(2 * channels)
        .map(|pair| i16::from_le_bytes([pair[0], pair[1]]))
        .collect();
    let mut detector = ToneDetector::new(hz, rate);
    let frame = (rate / 50).max(1) as usize;
    samples
        .chunks_exact(frame)
        .filter(|frame| detector.hears(frame))
        .count() as u64
        * 20
}
