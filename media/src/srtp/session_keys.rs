//! Session keys from a master key (RFC 3711 §4.3, RFC 6188 §3).

use super::SrtpKey;
use super::aes::Aes;

/// Whose keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Protocol {
    Rtp,
    Rtcp,
}

/// The longest that a cipher has.
const KEY_BYTES_MAX: usize = 32;
/// HMAC-SHA1's (RFC 3711 §5.2).
pub(super) const AUTHENTICATION_BYTES: usize = 20;

/// What packets of one protocol are protected with.
pub(super) struct SessionKeys {
    key: [u8; KEY_BYTES_MAX],
    key_bytes: usize,
    pub(super) authentication: [u8; AUTHENTICATION_BYTES],
    pub(super) salt: [u8; 14],
}

impl SessionKeys {
    /// `None`: never, as a master key has its suite's length.
    pub(super) fn derive(master: &SrtpKey, protocol: Protocol) -> Option<Self> {
        let aes = Aes::new(master.key())?;
        let salt = master.salt();
        let first = match protocol {
            Protocol::Rtp => 0,
            Protocol::Rtcp => 3,
        };
        let mut keys = Self {
            key: [0; KEY_BYTES_MAX],
            key_bytes: master.suite().key_bytes(),
            authentication: [0; AUTHENTICATION_BYTES],
            salt: [0; 14],
        };
        expand(&aes, &salt, first, keys.key.get_mut(..keys.key_bytes)?);
        expand(&aes, &salt, first + 1, &mut keys.authentication);
        expand(
            &aes,
            &salt,
            first + 2,
            keys.salt.get_mut(..master.suite().salt_bytes())?,
        );
        Some(keys)
    }

    /// Keys of an example.
    #[cfg(test)]
    pub(super) fn given(key: &[u8], salt: &[u8]) -> Self {
        let mut keys = Self {
            key: [0; KEY_BYTES_MAX],
            key_bytes: key.len(),
            authentication: [0; AUTHENTICATION_BYTES],
            salt: [0; 14],
        };
        keys.key[..key.len()].copy_from_slice(key);
        keys.salt[..salt.len()].copy_from_slice(salt);
        keys
    }

    pub(super) fn key(&self) -> &[u8] {
        self.key.get(..self.key_bytes).unwrap_or_default()
    }
}

/// The pseudo-random function at a label (RFC 3711 §4.3.1, §4.3.3), with an index of 0.
pub(super) fn expand(aes: &Aes, salt: &[u8; 14], label: u8, out: &mut [u8]) {
    out.fill(0);
    aes.add_key_stream(counter_of(salt) ^ u128::from(label) << 64, out);
}

/// The salt, shifted to where the block counter begins.
pub(super) fn counter_of(salt: &[u8; 14]) -> u128 {
    salt.iter().fold(0, |all, byte| all << 8 | u128::from(*byte)) << 16
}
