use media::codec::{Codec, CodecError, Encoder};
use media::dsp::Tone;
use media::srtp::SrtpKey;

/// Frames after which a voice begins again.
const FRAMES: usize = 100;

/// What a phone says over and over.
#[derive(Debug)]
pub struct Voice {
    /// Under which number it says it.
    pub payload_type: u8,
    /// Ticks of its clock in a frame of 20 ms.
    pub frame_ticks: u32,
    /// The payloads.
    pub frames: Vec<Vec<u8>>,
    /// What it encrypts with.
    pub key: Option<SrtpKey>,
}

impl Voice {
    /// Two seconds of sound whose pitch and loudness change as a voice's do.
    ///
    /// # Errors
    /// A codec refuses.
    pub fn new(codec: Codec, key: Option<SrtpKey>) -> Result<Self, CodecError> {
        let mut encoder = Encoder::new(codec)?;
        let mut frames = Vec::with_capacity(FRAMES);
        for number in 0..FRAMES {
            // Syllables of a fifth of a second, of a pitch each, and its overtones.
            let pitch = 110.0 + ((number / 10) * 37 % 90) as f32;
            let loudness = ((number % 10) as f32 * 0.31).sin();
            let mut pcm = vec![0_i16; codec.frame_samples()];
            for overtone in [1.0, 2.0, 5.0, 11.0] {
                let mut part = vec![0; pcm.len()];
                Tone::new(pitch * overtone, -14.0 - 2.0 * overtone, codec.sample_rate()).fill(&mut part);
                for (sum, sample) in pcm.iter_mut().zip(part) {
                    *sum = sum.saturating_add((f32::from(sample) * loudness) as i16);
                }
            }
            let mut payload = Vec::new();
            encoder.encode(&pcm, &mut payload)?;
            frames.push(payload);
        }
        Ok(Self {
            payload_type: codec.offered_payload_type(),
            frame_ticks: codec.frame_ticks(),
            frames,
            key,
        })
    }
}
