use super::frame::{Frame, SAMPLE_RATE};
use crate::codec::{Codec, CodecError, Encoder};
use crate::dsp::RateConverter;

/// The largest payload of 20 ms (RFC 6716 §3.4).
const PAYLOAD_MAX: usize = 1_275;

/// The mix in one codec, frame by frame.
#[derive(Debug)]
pub(crate) struct Voice {
    codec: Codec,
    rate: RateConverter,
    encoder: Encoder,
    pcm: Vec<i16>,
    payload: Vec<u8>,
}

impl Voice {
    /// # Errors
    /// libopus has no memory.
    pub(crate) fn new(codec: Codec) -> Result<Self, CodecError> {
        let rate = RateConverter::new(SAMPLE_RATE, codec.sample_rate());
        Ok(Self {
            codec,
            rate: rate.ok_or(CodecError::NoRate {
                from: Codec::G722,
                to: codec,
            })?,
            encoder: Encoder::new(codec)?,
            pcm: Vec::with_capacity(codec.frame_samples()),
            payload: Vec::with_capacity(PAYLOAD_MAX),
        })
    }

    pub(crate) fn codec(&self) -> Codec {
        self.codec
    }

    /// What follows needs nothing before it to be understood.
    pub(crate) fn restart(&mut self) {
        // One that refuses goes on as it was: a short blur.
        let _ = self.encoder.restart();
    }

    /// `None`: the codec's library refuses.
    pub(crate) fn encode(&mut self, frame: &Frame) -> Option<&[u8]> {
        self.pcm.clear();
        self.rate.convert(frame, &mut self.pcm);
        self.payload.clear();
        self.encoder.encode(&self.pcm, &mut self.payload).ok()?;
        Some(&self.payload)
    }

    /// What was encoded last.
    pub(crate) fn payload(&self) -> &[u8] {
        &self.payload
    }
}
