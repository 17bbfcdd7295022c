/// Why a handshake came to nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum HandshakeError {
    /// The certificate is none of those that the signalling named: somebody else, or a proxy that changed the SDP.
    #[error("the certificate shown is not the one that the signalling named")]
    OtherCertificate,
    /// No cipher, signature or SRTP profile in common, or no certificate.
    #[error("no common ground was found in the DTLS handshake")]
    Refused,
    /// It did not come to an end in time.
    #[error("the DTLS handshake did not end in time")]
    TimedOut,
    /// More bytes than any handshake has.
    #[error("too many bytes came for one DTLS handshake")]
    TooLong,
    /// Too many others are at it.
    #[error("too many DTLS handshakes are under way")]
    Overloaded,
    /// Our own fault.
    #[error("the DTLS handshake met a fault of ours")]
    Broken,
}

impl HandshakeError {
    /// One word, for metrics and records.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::OtherCertificate => "other-certificate",
            Self::Refused => "refused",
            Self::TimedOut => "timed-out",
            Self::TooLong => "too-long",
            Self::Overloaded => "overloaded",
            Self::Broken => "broken",
        }
    }
}

/// Why no certificate could be made.
#[derive(Debug, thiserror::Error)]
pub enum IdentityError {
    /// The system's randomness or the library refused.
    #[error("no certificate for DTLS can be made: {0}")]
    Certificate(#[from] rtc_shared::error::Error),
    /// It was made, and is not there.
    #[error("the certificate for DTLS is empty")]
    Empty,
}
