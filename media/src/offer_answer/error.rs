use crate::sdp::SdpError;

/// Why an offer or answer does not lead to a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NegotiationError {
    /// The description cannot be read.
    #[error("the session description cannot be read: {0}")]
    Malformed(#[from] SdpError),
    /// A description was due and none came.
    #[error("a session description is missing")]
    Missing,
    /// It holds no audio over RTP that this leg may speak.
    #[error(
        "no audio is offered over RTP/AVP or RTP/AVPF, or over RTP/SAVP or RTP/SAVPF with keys that can be used"
    )]
    NoAudio,
    /// It holds audio without keys only, and this leg requires them.
    #[error("only audio without encryption is offered, and SRTP is required here")]
    NotEncrypted,
    /// The audio's address is a name or missing.
    #[error("the audio has no IP address")]
    NoAddress,
    /// No codec that both sides speak.
    #[error("no common codec")]
    NoCommonCodec,
    /// An answer came without an offer, or an answer is wanted without one.
    #[error("no offer is open")]
    NoOffer,
    /// An answer does not fit the offer (RFC 3264 §6).
    #[error("the answer does not fit the offer")]
    Mismatch,
}

impl NegotiationError {
    /// The SIP status that says so.
    #[must_use]
    pub const fn status_code(self) -> u16 {
        match self {
            Self::Malformed(_) | Self::Missing | Self::Mismatch => 400,
            Self::NoAudio | Self::NotEncrypted | Self::NoAddress | Self::NoCommonCodec => 488,
            Self::NoOffer => 500,
        }
    }
}
