//! Where the parts of a packet lie; what is encrypted cannot be read further.

/// The fields of an RTP packet that stay clear (RFC 3711 §3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RtpParts {
    pub(super) sequence: u16,
    pub(super) ssrc: u32,
    /// Where the payload begins, behind CSRCs and extension.
    pub(super) header_bytes: usize,
}

impl RtpParts {
    /// `None`: no RTP of version 2.
    pub(super) fn of(packet: &[u8]) -> Option<Self> {
        let fixed = packet.first_chunk::<12>()?;
        if fixed[0] >> 6 != 2 {
            return None;
        }
        let mut header_bytes = 12 + 4 * usize::from(fixed[0] & 0x0f);
        if fixed[0] & 0x10 != 0 {
            let extension = packet.get(header_bytes..)?.first_chunk::<4>()?;
            header_bytes += 4 + 4 * usize::from(u16::from_be_bytes([extension[2], extension[3]]));
        }
        (header_bytes <= packet.len()).then_some(Self {
            sequence: u16::from_be_bytes([fixed[2], fixed[3]]),
            ssrc: u32::from_be_bytes([fixed[8], fixed[9], fixed[10], fixed[11]]),
            header_bytes,
        })
    }
}

/// Bytes of an RTCP packet that stay clear (RFC 3711 §3.4).
pub(super) const RTCP_CLEAR_BYTES: usize = 8;

/// Whose RTCP this is; `None`: no RTCP of version 2.
pub(super) fn rtcp_ssrc(packet: &[u8]) -> Option<u32> {
    let clear = packet.first_chunk::<RTCP_CLEAR_BYTES>()?;
    (clear[0] >> 6 == 2).then(|| u32::from_be_bytes([clear[4], clear[5], clear[6], clear[7]]))
}
