use std::fmt;

use super::packet::{RtpParts, rtcp_ssrc};
use super::session_keys::Protocol;
use super::transform::{Position, Transform};
use super::window::Window;
use super::{SrtpError, SrtpKey};

/// The most bytes that a packet grows by: a tag of 16, and the index of SRTCP.
pub const OVERHEAD_MAX: usize = 20;
/// RTCP packets under one key (RFC 3711 §9.2).
const RTCP_INDEX_END: u32 = 1 << 31;

/// What we send under one key: packets of one source.
pub struct Protector {
    ssrc: u32,
    rtp: Transform,
    rtcp: Transform,
    sent: Window,
    /// Of the next RTCP packet.
    rtcp_index: u32,
}

impl Protector {
    /// For packets of this source. `None`: never, as a key has its suite's length.
    pub fn new(key: &SrtpKey, ssrc: u32) -> Option<Self> {
        Some(Self {
            ssrc,
            rtp: Transform::new(key, Protocol::Rtp)?,
            rtcp: Transform::new(key, Protocol::Rtcp)?,
            sent: Window::default(),
            rtcp_index: 0,
        })
    }

    /// Protects the RTP packet in the first `length` bytes; how many they are then.
    ///
    /// # Errors
    /// No RTP of this source, no room behind it, or a number that was sent before: a second packet under the same
    /// part of the key stream would lay both open (RFC 3711 §9.1).
    pub fn protect_rtp(&mut self, packet: &mut [u8], length: usize) -> Result<usize, SrtpError> {
        let parts = packet.get(..length).and_then(RtpParts::of);
        let parts = parts.ok_or(SrtpError::Malformed)?;
        if parts.ssrc != self.ssrc {
            return Err(SrtpError::OtherSource);
        }
        let index = self.sent.index_of(parts.sequence).ok_or(SrtpError::UsedUp)?;
        if !self.sent.is_new(index) {
            return Err(SrtpError::Replayed);
        }
        let position = Position {
            ssrc: parts.ssrc,
            index,
        };
        let length = self.rtp.seal_rtp(position, parts.header_bytes, packet, length)?;
        self.sent.enter(index);
        Ok(length)
    }

    /// Protects the RTCP compound in the first `length` bytes; how many they are then.
    ///
    /// # Errors
    /// No RTCP of this source, no room behind it, or a key that is used up.
    pub fn protect_rtcp(&mut self, packet: &mut [u8], length: usize) -> Result<usize, SrtpError> {
        let ssrc = packet.get(..length).and_then(rtcp_ssrc);
        let ssrc = ssrc.ok_or(SrtpError::Malformed)?;
        if ssrc != self.ssrc {
            return Err(SrtpError::OtherSource);
        }
        if self.rtcp_index >= RTCP_INDEX_END {
            return Err(SrtpError::UsedUp);
        }
        let index = u64::from(self.rtcp_index);
        let length = self.rtcp.seal_rtcp(Position { ssrc, index }, packet, length)?;
        self.rtcp_index += 1;
        Ok(length)
    }
}

impl fmt::Debug for Protector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Protector");
        shown.field("ssrc", &self.ssrc).finish_non_exhaustive()
    }
}
