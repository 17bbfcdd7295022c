use super::{Codec, CodecError, g711};

/// The largest Opus packet of 20 ms we let the encoder make, in bytes (RFC 6716 §3.4: 1275 a frame).
const OPUS_PACKET_MAX: usize = 1_275;

/// Opus complexity: most of the quality at two thirds of the cost of 9.
const OPUS_COMPLEXITY: i32 = 5;

/// Turns frames of linear PCM into payloads of one codec.
#[derive(Debug)]
pub struct Encoder {
    state: State,
}

enum State {
    Ulaw,
    Alaw,
    G722(Box<ezk_g722::libg722::encoder::Encoder>),
    Opus(Box<opus::Encoder>),
}

impl Encoder {
    /// An encoder with a fresh state.
    ///
    /// # Errors
    /// libopus has no memory.
    pub fn new(codec: Codec) -> Result<Self, CodecError> {
        let state = match codec {
            Codec::Pcmu => State::Ulaw,
            Codec::Pcma => State::Alaw,
            Codec::G722 => State::G722(Box::new(g722())),
            Codec::Opus => State::Opus(Box::new(opus()?)),
        };
        Ok(Self { state })
    }

    /// Forgets what was encoded: the next frame needs none before it to be understood.
    ///
    /// # Errors
    /// libopus refuses.
    pub fn restart(&mut self) -> Result<(), CodecError> {
        match &mut self.state {
            State::Ulaw | State::Alaw => {}
            State::G722(encoder) => **encoder = g722(),
            State::Opus(encoder) => encoder.reset_state()?,
        }
        Ok(())
    }

    /// Appends the payload of one frame to `out`; `pcm` is 20 ms of mono audio at the codec's sample rate.
    ///
    /// # Errors
    /// libopus refuses the frame, for example because of its length.
    pub fn encode(&mut self, pcm: &[i16], out: &mut Vec<u8>) -> Result<(), CodecError> {
        match &mut self.state {
            State::Ulaw => out.extend(pcm.iter().map(|sample| g711::ulaw_encode(*sample))),
            State::Alaw => out.extend(pcm.iter().map(|sample| g711::alaw_encode(*sample))),
            State::G722(encoder) => out.extend(encoder.encode(pcm)),
            State::Opus(encoder) => {
                let start = out.len();
                out.resize(start + OPUS_PACKET_MAX, 0);
                let length = encoder.encode(pcm, &mut out[start..])?;
                out.truncate(start + length);
            }
        }
        Ok(())
    }

    /// Of a hundred packets, the far end loses so many: Opus then repeats in each what was important in the one before
    /// (RFC 6716 §2.1.7). Other codecs cannot.
    pub fn expect_loss(&mut self, percent: u8) {
        if let State::Opus(encoder) = &mut self.state {
            // It refuses only what is above 100.
            let _ = encoder.set_packet_loss_perc(i32::from(percent.min(100)));
        }
    }
}

fn g722() -> ezk_g722::libg722::encoder::Encoder {
    ezk_g722::libg722::encoder::Encoder::new(ezk_g722::libg722::Bitrate::Mode1_64000, false, false)
}

fn opus() -> Result<opus::Encoder, CodecError> {
    let rate = Codec::Opus.sample_rate();
    let mut encoder = opus::Encoder::new(rate, opus::Channels::Mono, opus::Application::Voip)?;
    encoder.set_complexity(OPUS_COMPLEXITY)?;
    encoder.set_inband_fec(true)?;
    Ok(encoder)
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Ulaw => "Ulaw",
            Self::Alaw => "Alaw",
            Self::G722(_) => "G722",
            Self::Opus(_) => "Opus",
        })
    }
}
