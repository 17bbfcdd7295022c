use crate::codec::{Codec, CodecError, Decoder};
use crate::dsp::{ComfortNoise, Concealer, lengthen, shorten};

/// The most audio that one packet brings, at 48 kHz (RFC 6716 §3.2.5).
const PACKET_SAMPLES_MAX: usize = 5_760;

/// The longest frame that is played at a time: 60 ms at 48 kHz.
const FRAME_SAMPLES_MAX: usize = 2_880;

/// In silence Opus sends packets as short as this, or none (RFC 6716 §2.1.9).
pub(super) const OPUS_SILENT_BYTES: usize = 2;

/// What packets, and those that are missing, sound like.
#[derive(Debug)]
pub(super) struct Sound {
    codec: Codec,
    decoder: Decoder,
    /// Opus makes up itself what is missing.
    concealer: Option<Concealer>,
    noise: ComfortNoise,
    silence: Silence,
    /// To be played; its beginning was played already.
    ready: Vec<i16>,
    played: usize,
    packet: Vec<i16>,
}

/// How a pause sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Silence {
    Silent,
    /// As the sender described it (RFC 3389).
    Noise,
    /// As Opus makes it from what it heard.
    OfCodec,
}

impl Sound {
    pub(super) fn new(codec: Codec) -> Result<Self, CodecError> {
        Ok(Self {
            codec,
            decoder: Decoder::new(codec)?,
            concealer: (codec != Codec::Opus).then(|| Concealer::new(codec.sample_rate())),
            noise: ComfortNoise::default(),
            silence: Silence::Silent,
            ready: Vec::with_capacity(PACKET_SAMPLES_MAX + 2 * FRAME_SAMPLES_MAX),
            played: 0,
            packet: Vec::with_capacity(PACKET_SAMPLES_MAX + FRAME_SAMPLES_MAX),
        })
    }

    /// Samples that are to be played.
    pub(super) fn len(&self) -> usize {
        self.ready.len() - self.played
    }

    /// The next frame, if it is whole.
    pub(super) fn frame(&mut self, samples: usize) -> &[i16] {
        self.ready.drain(..self.played);
        self.played = samples.min(self.ready.len());
        self.ready.get(..self.played).unwrap_or_default()
    }

    pub(super) fn clear(&mut self) {
        self.ready.clear();
        self.played = 0;
    }

    /// A packet came. `change`: samples to be cut out, or, below 0, to be put in between; gives how many were. `None`: it
    /// cannot be decoded.
    pub(super) fn voice(&mut self, payload: &[u8], change: i32, must: bool) -> Option<i32> {
        self.packet.clear();
        self.decoder.decode(payload, &mut self.packet).ok()?;
        let is_silent = self.codec == Codec::Opus && payload.len() <= OPUS_SILENT_BYTES;
        self.silence = if is_silent {
            Silence::OfCodec
        } else {
            Silence::Silent
        };
        if let Some(concealer) = &mut self.concealer {
            concealer.heard(&mut self.packet);
        }
        let (rate, most) = (self.codec.sample_rate(), change.unsigned_abs() as usize);
        let changed = match change {
            0 => 0,
            1.. => shorten(&mut self.packet, most, rate, must),
            _ => lengthen(&mut self.packet, most, rate, true),
        };
        self.ready.extend_from_slice(&self.packet);
        Some(i32::try_from(changed).unwrap_or(0) * change.signum())
    }

    /// Something is missing; `next` is the packet after it, if that has come.
    pub(super) fn missing(&mut self, samples: usize, next: Option<&[u8]>) {
        match &mut self.concealer {
            Some(concealer) => concealer.conceal(samples, &mut self.ready),
            None => {
                let filled = self.ready.len() + samples;
                // What no decoder makes up is silence.
                if !self.decoder.conceal(samples, next, &mut self.ready) {
                    self.ready.resize(filled, 0);
                }
            }
        }
    }

    /// How the silence that follows sounds.
    pub(super) fn describe_noise(&mut self, payload: &[u8]) {
        self.noise.describe(payload);
        self.silence = Silence::Noise;
    }

    /// The sender is silent.
    pub(super) fn pause(&mut self, samples: usize) {
        let start = self.ready.len();
        match self.silence {
            Silence::OfCodec => self.missing(samples, None),
            Silence::Noise => self.noise.fill(samples, &mut self.ready),
            Silence::Silent => self.ready.resize(start + samples, 0),
        }
        if let (Some(concealer), Some(pause)) = (&mut self.concealer, self.ready.get_mut(start..)) {
            concealer.heard(pause);
        }
    }
}
