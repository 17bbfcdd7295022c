//! The phone's SRTP: what protects its packets, made anew when a key changes.

use media::srtp::{OVERHEAD_MAX, Protector, SrtpKey, Unprotector};

/// What the mouth sends under.
#[derive(Debug, Default)]
pub(super) struct Sealing(Option<(SrtpKey, Protector)>);

impl Sealing {
    /// The packet as it goes out. `None`: it cannot be protected.
    pub(super) fn seal(&mut self, key: Option<SrtpKey>, ssrc: u32, mut packet: Vec<u8>) -> Option<Vec<u8>> {
        let Some(key) = key else { return Some(packet) };
        if self.0.as_ref().is_none_or(|(known, _)| *known != key) {
            self.0 = Some((key, Protector::new(&key, ssrc)?));
        }
        let (_, protector) = self.0.as_mut()?;
        let length = packet.len();
        packet.resize(length + OVERHEAD_MAX, 0);
        let length = protector.protect_rtp(&mut packet, length).ok()?;
        packet.truncate(length);
        Some(packet)
    }
}

/// What the ear hears under.
#[derive(Debug, Default)]
pub(super) struct Opening(Option<(SrtpKey, Unprotector)>);

impl Opening {
    /// The RTP of a packet that came. `None`: it is not authentic.
    pub(super) fn open<'p>(&mut self, key: Option<SrtpKey>, packet: &'p mut [u8]) -> Option<&'p [u8]> {
        let Some(key) = key else { return Some(packet) };
        if self.0.as_ref().is_none_or(|(known, _)| *known != key) {
            self.0 = Some((key, Unprotector::new(&key)?));
        }
        let (_, unprotector) = self.0.as_mut()?;
        let length = unprotector.unprotect_rtp(packet).ok()?;
        packet.get(..length)
    }
}
