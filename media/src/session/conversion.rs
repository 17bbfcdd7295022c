use super::StreamId;
use crate::codec::{Codec, CodecError, Decoder, Encoder};
use crate::dsp::RateConverter;
use crate::rtp::{Header, SEQUENCE_HALF};

/// Packets in a row whose loss is concealed; a longer gap is a pause.
const CONCEALED_MAX: u16 = 5;

/// How much quieter each further repetition of what was heard last is.
const FADE: f32 = 0.6;

/// The most audio that one packet brings, at 48 kHz (RFC 6716 §3.2.5).
const PACKET_SAMPLES_MAX: usize = 5_760;

/// The largest payload that goes out: 60 ms of linear audio would be less.
const PAYLOAD_MAX: usize = 1_500;

/// One codec's audio, packet by packet, in another codec. Each packet is converted when it comes: order and rhythm are
/// the sender's, lost packets are concealed, late ones are left out.
///
/// It allocates when it is made; with G.722 also a little for each frame, in that codec's library.
#[derive(Debug)]
pub(crate) struct Conversion {
    from: Codec,
    to: Codec,
    decoder: Decoder,
    encoder: Encoder,
    rate: RateConverter,
    frame_samples: usize,
    frame_ticks: u32,
    heard: Option<Heard>,
    /// What the latest packet, or one that was lost, sounds like.
    decoded: Vec<i16>,
    /// What came last, to be repeated.
    last: Vec<i16>,
    /// At the rate of the other codec, not sent yet.
    pending: Vec<i16>,
    payload: Vec<u8>,
    /// The next frame begins a talkspurt.
    starts: bool,
}

/// The newest packet that was converted.
#[derive(Clone, Copy, Debug)]
struct Heard {
    from: StreamId,
    ssrc: u32,
    sequence: u16,
    /// The timestamp that follows it without a pause.
    next_timestamp: u32,
}

/// A frame in the other codec.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame<'a> {
    pub(crate) payload: &'a [u8],
    /// Ticks since the one before; `None`: it begins a talkspurt.
    pub(crate) ticks: Option<u32>,
}

impl Conversion {
    /// From one codec to packets of `ptime_ms` of another; Opus is sent 20 ms at a time.
    ///
    /// # Errors
    /// libopus has no memory.
    pub(crate) fn new(from: Codec, to: Codec, ptime_ms: u16) -> Result<Self, CodecError> {
        let rate = RateConverter::new(from.sample_rate(), to.sample_rate());
        let tens = match to {
            Codec::Opus => 2,
            _ => u32::from(ptime_ms / 10).clamp(1, 6),
        };
        let room = PACKET_SAMPLES_MAX * 2;
        Ok(Self {
            from,
            to,
            decoder: Decoder::new(from)?,
            encoder: Encoder::new(to)?,
            rate: rate.ok_or(CodecError::NoRate { from, to })?,
            frame_samples: (to.sample_rate() / 100 * tens) as usize,
            frame_ticks: to.clock_rate() / 100 * tens,
            heard: None,
            decoded: Vec::with_capacity(PACKET_SAMPLES_MAX),
            last: Vec::with_capacity(PACKET_SAMPLES_MAX),
            pending: Vec::with_capacity(room * usize::from(CONCEALED_MAX + 1)),
            payload: Vec::with_capacity(PAYLOAD_MAX),
            starts: true,
        })
    }

    pub(crate) fn is_between(&self, from: Codec, to: Codec) -> bool {
        self.from == from && self.to == to
    }

    pub(crate) fn source(&self) -> Codec {
        self.from
    }

    /// Takes a packet of a phone; its frames are then asked for until there is none.
    pub(crate) fn take(&mut self, from: StreamId, header: &Header, payload: &[u8]) {
        let known = self
            .heard
            .filter(|heard| heard.from == from && heard.ssrc == header.ssrc);
        match known {
            None => self.restart(),
            Some(heard) => {
                let ahead = header.sequence.wrapping_sub(heard.sequence);
                if ahead == 0 || ahead >= SEQUENCE_HALF {
                    return;
                }
                if ahead - 1 > CONCEALED_MAX {
                    self.restart();
                } else if ahead > 1 {
                    self.conceal(ahead - 1, payload);
                } else if header.timestamp != heard.next_timestamp {
                    self.restart();
                }
            }
        }
        self.decoded.clear();
        // What cannot be decoded is a pause.
        if self.decoder.decode(payload, &mut self.decoded).is_err() {
            self.decoded.clear();
        }
        let samples = u32::try_from(self.decoded.len()).unwrap_or(0);
        let ticks =
            u64::from(samples) * u64::from(self.from.clock_rate()) / u64::from(self.from.sample_rate());
        let ticks = u32::try_from(ticks).unwrap_or(0);
        self.heard = Some(Heard {
            from,
            ssrc: header.ssrc,
            sequence: header.sequence,
            next_timestamp: header.timestamp.wrapping_add(ticks),
        });
        self.rate.convert(&self.decoded, &mut self.pending);
        std::mem::swap(&mut self.last, &mut self.decoded);
    }

    /// The next whole frame.
    pub(crate) fn frame(&mut self) -> Option<Frame<'_>> {
        let frame = self.pending.get(..self.frame_samples)?;
        self.payload.clear();
        let encoded = self.encoder.encode(frame, &mut self.payload);
        self.pending.drain(..self.frame_samples);
        if encoded.is_err() {
            self.starts = true;
            return None;
        }
        let starts = std::mem::take(&mut self.starts);
        Some(Frame {
            payload: &self.payload,
            ticks: (!starts).then_some(self.frame_ticks),
        })
    }

    fn restart(&mut self) {
        self.pending.clear();
        self.starts = true;
    }

    /// Fills the place of lost packets, each as long as the one before them.
    fn conceal(&mut self, lost: u16, next: &[u8]) {
        let samples = self.last.len();
        for number in 1..=lost {
            self.decoded.clear();
            let next = (number == lost).then_some(next);
            if !self.decoder.conceal(samples, next, &mut self.decoded) {
                let loudness = FADE.powi(i32::from(number));
                let fade = |sample: &i16| (f32::from(*sample) * loudness) as i16;
                self.decoded.extend(self.last.iter().map(fade));
            }
            self.rate.convert(&self.decoded, &mut self.pending);
        }
    }
}

#[cfg(test)]
#[path = "conversion_tests.rs"]
mod tests;
