use super::{Codec, CodecError, g711};

/// The longest Opus packet in samples: 120 ms at 48 kHz (RFC 6716 §3.2.5).
const OPUS_SAMPLES_MAX: usize = 5_760;

/// Turns payloads of one codec into linear PCM.
#[derive(Debug)]
pub struct Decoder {
    state: State,
}

enum State {
    Ulaw,
    Alaw,
    G722(Box<ezk_g722::libg722::decoder::Decoder>),
    Opus(Box<opus::Decoder>),
}

impl Decoder {
    /// A decoder with a fresh state.
    ///
    /// # Errors
    /// libopus has no memory.
    pub fn new(codec: Codec) -> Result<Self, CodecError> {
        let state = match codec {
            Codec::Pcmu => State::Ulaw,
            Codec::Pcma => State::Alaw,
            Codec::G722 => State::G722(Box::new(g722())),
            Codec::Opus => State::Opus(Box::new(opus::Decoder::new(
                codec.sample_rate(),
                opus::Channels::Mono,
            )?)),
        };
        Ok(Self { state })
    }

    /// Appends the mono audio of one payload to `out`, at the codec's sample rate.
    ///
    /// # Errors
    /// The payload is no Opus packet.
    pub fn decode(&mut self, payload: &[u8], out: &mut Vec<i16>) -> Result<(), CodecError> {
        match &mut self.state {
            State::Ulaw => out.extend(payload.iter().map(|byte| g711::ulaw_decode(*byte))),
            State::Alaw => out.extend(payload.iter().map(|byte| g711::alaw_decode(*byte))),
            State::G722(decoder) => out.extend(decoder.decode(payload)),
            State::Opus(decoder) => {
                let start = out.len();
                out.resize(start + OPUS_SAMPLES_MAX, 0);
                let decoded = decoder.decode(payload, &mut out[start..], false);
                out.truncate(start + *decoded.as_ref().unwrap_or(&0));
                decoded?;
            }
        }
        Ok(())
    }

    /// Appends `samples` of audio in the place of a payload that was lost, as the codec itself guesses it; from the
    /// payload that came `next`, if that says what the lost one was (RFC 6716 §2.1.7). `false`: the codec cannot.
    pub fn conceal(&mut self, samples: usize, next: Option<&[u8]>, out: &mut Vec<i16>) -> bool {
        let State::Opus(decoder) = &mut self.state else {
            return false;
        };
        let start = out.len();
        out.resize(start + samples.min(OPUS_SAMPLES_MAX), 0);
        let guessed = decoder.decode(next.unwrap_or_default(), &mut out[start..], next.is_some());
        if guessed.is_err() {
            out.truncate(start);
        }
        guessed.is_ok()
    }
}

fn g722() -> ezk_g722::libg722::decoder::Decoder {
    ezk_g722::libg722::decoder::Decoder::new(ezk_g722::libg722::Bitrate::Mode1_64000, false, false)
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
