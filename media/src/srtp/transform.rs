use subtle::ConstantTimeEq;

use super::counter_mode::CounterMode;
use super::gcm::{self, Gcm};
use super::packet::RTCP_CLEAR_BYTES;
use super::session_keys::{Protocol, SessionKeys};
use super::{SrtpError, SrtpKey, Suite};

/// Which packet of which source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Position {
    pub(super) ssrc: u32,
    /// Of RTP: rollover counter and sequence number; of RTCP: its own.
    pub(super) index: u64,
}

/// What one protocol's packets are protected with.
pub(super) struct Transform {
    cipher: Cipher,
    tag_bytes: usize,
}

enum Cipher {
    CounterMode(CounterMode),
    Gcm(Gcm),
}

/// Bytes that name the index of an RTCP packet, its first bit saying that it is encrypted (RFC 3711 §3.4).
pub(super) const INDEX_BYTES: usize = 4;

impl Transform {
    /// `None`: never, as a master key has its suite's length.
    pub(super) fn new(master: &SrtpKey, protocol: Protocol) -> Option<Self> {
        let keys = SessionKeys::derive(master, protocol)?;
        Self::with_keys(master.suite(), protocol, &keys)
    }

    pub(super) fn with_keys(suite: Suite, protocol: Protocol, keys: &SessionKeys) -> Option<Self> {
        if suite.is_gcm() {
            let cipher = Cipher::Gcm(Gcm::new(keys)?);
            return Some(Self {
                cipher,
                tag_bytes: gcm::TAG_BYTES,
            });
        }
        // The short tag is for RTP alone (RFC 4568 §6.2.2).
        let is_short = suite == Suite::AesCm128HmacSha1_32 && protocol == Protocol::Rtp;
        Some(Self {
            cipher: Cipher::CounterMode(CounterMode::new(keys)?),
            tag_bytes: if is_short { 4 } else { 10 },
        })
    }

    pub(super) fn tag_bytes(&self) -> usize {
        self.tag_bytes
    }

    /// Protects the first `length` bytes; how many they are then.
    pub(super) fn seal_rtp(
        &self,
        position: Position,
        header_bytes: usize,
        packet: &mut [u8],
        length: usize,
    ) -> Result<usize, SrtpError> {
        let (plain, room) = packet.split_at_mut_checked(length).ok_or(SrtpError::NoRoom)?;
        let place = room.get_mut(..self.tag_bytes).ok_or(SrtpError::NoRoom)?;
        let (clear, body) = plain
            .split_at_mut_checked(header_bytes)
            .ok_or(SrtpError::Malformed)?;
        match &self.cipher {
            Cipher::CounterMode(cipher) => {
                cipher.crypt(position, body);
                put(place, &cipher.tag(plain, rollover(position)));
            }
            Cipher::Gcm(cipher) => {
                let tag = cipher.seal(position, clear, body).ok_or(SrtpError::Malformed)?;
                put(place, &tag);
            }
        }
        Ok(length + self.tag_bytes)
    }

    /// Unprotects a packet without its MKI; `tag` was taken from it.
    pub(super) fn open_rtp(
        &self,
        position: Position,
        header_bytes: usize,
        sealed: &mut [u8],
        tag: &[u8],
    ) -> bool {
        match &self.cipher {
            Cipher::CounterMode(cipher) => {
                let is_authentic = is_same(tag, &cipher.tag(sealed, rollover(position)));
                if is_authentic {
                    cipher.crypt(position, sealed.get_mut(header_bytes..).unwrap_or_default());
                }
                is_authentic
            }
            Cipher::Gcm(cipher) => {
                let parts = sealed.split_at_mut_checked(header_bytes);
                parts
                    .zip(tag.try_into().ok())
                    .is_some_and(|((clear, body), tag)| cipher.open(position, clear, body, tag))
            }
        }
    }

    /// Protects the first `length` bytes; how many they are then.
    pub(super) fn seal_rtcp(
        &self,
        position: Position,
        packet: &mut [u8],
        length: usize,
    ) -> Result<usize, SrtpError> {
        let word = index_word(position);
        let (plain, room) = packet.split_at_mut_checked(length).ok_or(SrtpError::NoRoom)?;
        let room = room
            .get_mut(..self.tag_bytes + INDEX_BYTES)
            .ok_or(SrtpError::NoRoom)?;
        let (clear, body) = plain
            .split_first_chunk_mut::<RTCP_CLEAR_BYTES>()
            .ok_or(SrtpError::Malformed)?;
        match &self.cipher {
            Cipher::CounterMode(cipher) => {
                cipher.crypt(position, body);
                let (index, tag) = room.split_at_mut(INDEX_BYTES);
                put(index, &word);
                put(tag, &cipher.tag(plain, word));
            }
            Cipher::Gcm(cipher) => {
                let sealed = cipher.seal(position, &associated(*clear, word), body);
                let (tag, index) = room.split_at_mut(self.tag_bytes);
                put(tag, &sealed.ok_or(SrtpError::Malformed)?);
                put(index, &word);
            }
        }
        Ok(length + self.tag_bytes + INDEX_BYTES)
    }

    /// Unprotects a packet without its index and tag.
    pub(super) fn open_rtcp(&self, position: Position, sealed: &mut [u8], tag: &[u8]) -> bool {
        let word = index_word(position);
        match &self.cipher {
            Cipher::CounterMode(cipher) => {
                let is_authentic = is_same(tag, &cipher.tag(sealed, word));
                if is_authentic {
                    cipher.crypt(position, sealed.get_mut(RTCP_CLEAR_BYTES..).unwrap_or_default());
                }
                is_authentic
            }
            Cipher::Gcm(cipher) => {
                let parts = sealed.split_first_chunk_mut::<RTCP_CLEAR_BYTES>();
                parts
                    .zip(tag.try_into().ok())
                    .is_some_and(|((clear, body), tag)| {
                        cipher.open(position, &associated(*clear, word), body, tag)
                    })
            }
        }
    }

    /// Whether an RTCP packet's tag stands before its index (RFC 7714 §9.3), not behind (RFC 3711 §3.4).
    pub(super) fn has_tag_first(&self) -> bool {
        matches!(self.cipher, Cipher::Gcm(_))
    }
}

/// What an RTCP packet is authenticated with beside its body (RFC 7714 §9.2).
fn associated(clear: [u8; RTCP_CLEAR_BYTES], index: [u8; INDEX_BYTES]) -> [u8; 12] {
    let mut all = [0; 12];
    let (front, back) = all.split_at_mut(RTCP_CLEAR_BYTES);
    put(front, &clear);
    put(back, &index);
    all
}

// The casts: an index has 48 bits with the rollover counter in the upper 32; RTCP's has 31.
fn rollover(position: Position) -> [u8; 4] {
    ((position.index >> 16) as u32).to_be_bytes()
}

fn index_word(position: Position) -> [u8; 4] {
    (position.index as u32 | 1 << 31).to_be_bytes()
}

fn put(place: &mut [u8], bytes: &[u8]) {
    for (place, byte) in place.iter_mut().zip(bytes) {
        *place = *byte;
    }
}

/// Whether a tag is the beginning of the right one, in the same time whatever it is.
fn is_same(tag: &[u8], right: &[u8]) -> bool {
    let right = right.get(..tag.len()).unwrap_or_default();
    !tag.is_empty() && bool::from(tag.ct_eq(right))
}
