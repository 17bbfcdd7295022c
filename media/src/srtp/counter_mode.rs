use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use super::aes::Aes;
use super::session_keys::{SessionKeys, counter_of};
use super::transform::Position;

/// AES in counter mode with HMAC-SHA1 (RFC 3711 §4.1.1, §4.2.1).
pub(super) struct CounterMode {
    aes: Aes,
    /// The salt, shifted.
    salt: u128,
    /// Has taken in its key: each packet begins with a copy.
    mac: Hmac<Sha1>,
}

impl CounterMode {
    pub(super) fn new(keys: &SessionKeys) -> Option<Self> {
        Some(Self {
            aes: Aes::new(keys.key())?,
            salt: counter_of(&keys.salt),
            mac: Hmac::new_from_slice(&keys.authentication).ok()?,
        })
    }

    /// Encrypts, or decrypts.
    pub(super) fn crypt(&self, position: Position, body: &mut [u8]) {
        let counter = self.salt ^ u128::from(position.ssrc) << 64 ^ u128::from(position.index) << 16;
        self.aes.add_key_stream(counter, body);
    }

    /// The whole tag; packets carry its beginning.
    pub(super) fn tag(&self, packet: &[u8], behind: [u8; 4]) -> [u8; 20] {
        let mut mac = self.mac.clone();
        mac.update(packet);
        mac.update(&behind);
        mac.finalize().into_bytes().into()
    }
}
