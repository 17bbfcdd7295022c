use std::fmt;
use std::time::Duration;

use super::g711;

/// The time of one packet's audio.
const PTIME: Duration = Duration::from_millis(20);

/// A codec that the switch can speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Codec {
    /// G.711 µ-law.
    Pcmu,
    /// G.711 A-law.
    Pcma,
    /// G.722, 64 kbit/s.
    G722,
    /// Opus (RFC 6716, RFC 7587).
    Opus,
}

impl Codec {
    /// Every codec, best first.
    pub const ALL: [Self; 4] = [Self::Opus, Self::G722, Self::Pcmu, Self::Pcma];

    /// The encoding name in `a=rtpmap`, as registered; compare without regard to case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pcmu => "PCMU",
            Self::Pcma => "PCMA",
            Self::G722 => "G722",
            Self::Opus => "opus",
        }
    }

    /// The codec of an encoding name or a setting, in any case.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|codec| codec.name().eq_ignore_ascii_case(name))
    }

    /// The payload type of RFC 3551 §6. `None`: dynamic.
    #[must_use]
    pub const fn static_payload_type(self) -> Option<u8> {
        match self {
            Self::Pcmu => Some(0),
            Self::Pcma => Some(8),
            Self::G722 => Some(9),
            Self::Opus => None,
        }
    }

    /// The payload type we offer it under.
    #[must_use]
    pub const fn offered_payload_type(self) -> u8 {
        match self.static_payload_type() {
            Some(payload_type) => payload_type,
            None => 111,
        }
    }

    /// The RTP clock in hertz. G.722 says 8000 although it samples at 16000 (RFC 3551 §4.5.2).
    #[must_use]
    pub const fn clock_rate(self) -> u32 {
        match self {
            Self::Pcmu | Self::Pcma | Self::G722 => 8_000,
            Self::Opus => 48_000,
        }
    }

    /// How loud a payload is, as the mean of its samples' squares. `None`: only a decoder knows.
    pub(crate) fn mean_square(self, payload: &[u8]) -> Option<u32> {
        let decode = match self {
            Self::Pcmu => g711::ulaw_decode,
            Self::Pcma => g711::alaw_decode,
            Self::G722 | Self::Opus => return None,
        };
        let square = |byte: &u8| u64::from(decode(*byte).unsigned_abs()).pow(2);
        let squares: u64 = payload.iter().map(square).sum();
        // The mean of squares of 16 bits fits.
        u32::try_from(squares / payload.len().max(1) as u64).ok()
    }

    /// Samples a second of the audio it takes and gives.
    #[must_use]
    pub const fn sample_rate(self) -> u32 {
        match self {
            Self::Pcmu | Self::Pcma => 8_000,
            Self::G722 => 16_000,
            Self::Opus => 48_000,
        }
    }

    /// Samples in one frame of 20 ms.
    #[must_use]
    pub const fn frame_samples(self) -> usize {
        (self.sample_rate() / 50) as usize
    }

    /// Ticks of the RTP clock in one frame of 20 ms.
    #[must_use]
    pub const fn frame_ticks(self) -> u32 {
        self.clock_rate() / 50
    }

    /// The time of one frame.
    #[must_use]
    pub const fn frame_time(self) -> Duration {
        PTIME
    }

    /// How long the audio of a payload is, in ticks of the RTP clock. `None`: no decoder would take it.
    #[must_use]
    pub fn payload_ticks(self, payload: &[u8]) -> Option<u32> {
        match self {
            Self::Pcmu | Self::Pcma | Self::G722 => {
                u32::try_from(payload.len()).ok().filter(|ticks| *ticks > 0)
            }
            Self::Opus => opus_ticks(payload),
        }
    }

    /// `a=rtpmap` behind the payload type: `opus/48000/2`.
    #[must_use]
    pub fn rtpmap(self) -> String {
        let channels = if self == Self::Opus { "/2" } else { "" };
        format!("{}/{}{channels}", self.name(), self.clock_rate())
    }

    /// `a=fmtp` behind the payload type, where we have something to say.
    #[must_use]
    pub const fn fmtp(self) -> Option<&'static str> {
        match self {
            Self::Opus => Some("useinbandfec=1"),
            Self::Pcmu | Self::Pcma | Self::G722 => None,
        }
    }
}

/// RFC 6716 §3.1 and §3.2: so long are the frames of a configuration, and so many are in a packet.
fn opus_ticks(payload: &[u8]) -> Option<u32> {
    let first = *payload.first()?;
    let configuration = first >> 3;
    let frame = match (configuration, configuration & 3) {
        (16..=31, 0) => 120,
        (16..=31, 1) => 240,
        (0..=15, 0) | (12..=15, 2) | (16..=31, 2) => 480,
        (0..=11, 2) => 1_920,
        (0..=11, 3) => 2_880,
        _ => 960,
    };
    let frames = match first & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u32::from(payload.get(1)? & 0x3f),
    };
    // 120 ms is the most (§3.2.5).
    Some(frame * frames).filter(|ticks| (1..=5_760).contains(ticks))
}

impl fmt::Display for Codec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
