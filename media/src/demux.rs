//! What a datagram on an audio port is, by its first byte (RFC 7983 §7).

/// A protocol that shares the port of RTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// RFC 8489.
    Stun,
    /// RFC 6347.
    Dtls,
    /// RTP or RTCP (RFC 3550), and whatever is none of the others.
    Rtp,
}

impl Protocol {
    pub(crate) fn of(datagram: &[u8]) -> Self {
        match datagram.first() {
            Some(0..=3) => Self::Stun,
            Some(20..=63) => Self::Dtls,
            _ => Self::Rtp,
        }
    }
}
