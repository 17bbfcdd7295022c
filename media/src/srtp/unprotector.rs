use std::fmt;

use super::packet::{RTCP_CLEAR_BYTES, RtpParts, rtcp_ssrc};
use super::session_keys::Protocol;
use super::transform::{INDEX_BYTES, Position, Transform};
use super::window::Window;
use super::{Mki, SrtpError, SrtpKey};

/// Sources under one key whose packets are told apart; a phone has a new one at times. For a further one the oldest
/// is forgotten.
const SOURCES_MAX: usize = 8;

/// What we receive under one key.
pub struct Unprotector {
    rtp: Transform,
    rtcp: Transform,
    mki: Option<Mki>,
    sources: [Option<Source>; SOURCES_MAX],
    /// Where the next source goes.
    next: usize,
}

#[derive(Clone, Copy)]
struct Source {
    ssrc: u32,
    rtp: Window,
    rtcp: Window,
}

impl Unprotector {
    /// `None`: never, as a key has its suite's length.
    pub fn new(key: &SrtpKey) -> Option<Self> {
        Some(Self {
            rtp: Transform::new(key, Protocol::Rtp)?,
            rtcp: Transform::new(key, Protocol::Rtcp)?,
            mki: key.mki(),
            sources: [None; SOURCES_MAX],
            next: 0,
        })
    }

    /// Makes RTP of a packet; the length of what is left.
    ///
    /// # Errors
    /// No packet of secure RTP, a replayed or a forged one; it is of no use then.
    pub fn unprotect_rtp(&mut self, packet: &mut [u8]) -> Result<usize, SrtpError> {
        let parts = RtpParts::of(packet).ok_or(SrtpError::Malformed)?;
        let mut source = self.source(parts.ssrc);
        let index = source.rtp.index_of(parts.sequence).ok_or(SrtpError::Replayed)?;
        if !source.rtp.is_new(index) {
            return Err(SrtpError::Replayed);
        }
        let tag_bytes = self.rtp.tag_bytes();
        let mki_bytes = self.mki_bytes();
        let end = packet.len().checked_sub(tag_bytes + mki_bytes);
        let end = end
            .filter(|end| *end >= parts.header_bytes)
            .ok_or(SrtpError::Malformed)?;
        let (sealed, behind) = packet.split_at_mut(end);
        // The MKI stands before a tag of HMAC (RFC 3711 §3.1), and behind one of GCM (RFC 7714 §8.2).
        let (mki, tag) = if self.rtp.has_tag_first() {
            let (tag, mki) = behind.split_at(tag_bytes);
            (mki, tag)
        } else {
            behind.split_at(mki_bytes)
        };
        let position = Position {
            ssrc: parts.ssrc,
            index,
        };
        let is_authentic = self.is_named(mki) && self.rtp.open_rtp(position, parts.header_bytes, sealed, tag);
        if !is_authentic {
            return Err(SrtpError::Authentication);
        }
        source.rtp.enter(index);
        self.keep(source);
        Ok(end)
    }

    /// Makes RTCP of a packet; the length of what is left.
    ///
    /// # Errors
    /// No packet of secure RTCP, one that is not encrypted, a replayed or a forged one.
    pub fn unprotect_rtcp(&mut self, packet: &mut [u8]) -> Result<usize, SrtpError> {
        let ssrc = rtcp_ssrc(packet).ok_or(SrtpError::Malformed)?;
        let tag_bytes = self.rtcp.tag_bytes();
        let mki_bytes = self.mki_bytes();
        let end = packet.len().checked_sub(tag_bytes + INDEX_BYTES + mki_bytes);
        let end = end
            .filter(|end| *end >= RTCP_CLEAR_BYTES)
            .ok_or(SrtpError::Malformed)?;
        let (sealed, behind) = packet.split_at_mut(end);
        let behind: &[u8] = behind;
        let (tag, word, mki) = if self.rtcp.has_tag_first() {
            let (tag, rest) = behind.split_at(tag_bytes);
            let (word, mki) = rest.split_at(INDEX_BYTES);
            (tag, word, mki)
        } else {
            let (word, rest) = behind.split_at(INDEX_BYTES);
            let (mki, tag) = rest.split_at(mki_bytes);
            (tag, word, mki)
        };
        let word = word.try_into().map_or(0, u32::from_be_bytes);
        let is_encrypted = word >> 31 == 1;
        let index = u64::from(word & !(1 << 31));
        let mut source = self.source(ssrc);
        if !source.rtcp.is_new(index) {
            return Err(SrtpError::Replayed);
        }
        let is_authentic =
            is_encrypted && self.is_named(mki) && self.rtcp.open_rtcp(Position { ssrc, index }, sealed, tag);
        if !is_authentic {
            return Err(SrtpError::Authentication);
        }
        source.rtcp.enter(index);
        self.keep(source);
        Ok(end)
    }

    fn mki_bytes(&self) -> usize {
        self.mki.map_or(0, |mki| usize::from(mki.bytes))
    }

    fn is_named(&self, written: &[u8]) -> bool {
        self.mki.is_none_or(|mki| mki.is(written))
    }

    fn source(&self, ssrc: u32) -> Source {
        let known = self.sources.iter().flatten().find(|source| source.ssrc == ssrc);
        known.copied().unwrap_or(Source {
            ssrc,
            rtp: Window::default(),
            rtcp: Window::default(),
        })
    }

    /// Only what was authentic comes here, so that a stranger can make us forget nobody.
    fn keep(&mut self, source: Source) {
        let known = self.sources.iter_mut().flatten();
        for known in known {
            if known.ssrc == source.ssrc {
                *known = source;
                return;
            }
        }
        if let Some(place) = self.sources.get_mut(self.next) {
            *place = Some(source);
        }
        self.next = (self.next + 1) % SOURCES_MAX;
    }
}

impl fmt::Debug for Unprotector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unprotector").finish_non_exhaustive()
    }
}
