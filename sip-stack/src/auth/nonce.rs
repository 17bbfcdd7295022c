//! Nonces that need no table (RFC 7616 §3.3).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of the HMAC that are sent.
const MAC_BYTES: usize = 16;

/// When a nonce was given and which one it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Nonce {
    pub(super) issued_unix: u64,
    pub(super) number: u64,
}

impl Nonce {
    /// Time, number and HMAC in hexadecimal.
    pub(super) fn seal(self, secret: &[u8; 32]) -> String {
        let mut bytes = self.to_bytes().to_vec();
        bytes.extend_from_slice(&self.mac(secret).finalize().into_bytes()[..MAC_BYTES]);
        hex::encode(bytes)
    }

    /// `None` if this secret did not seal it.
    pub(super) fn open(text: &str, secret: &[u8; 32]) -> Option<Self> {
        let mut bytes = [0; 16 + MAC_BYTES];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        let (issued, rest) = bytes.split_first_chunk::<8>()?;
        let (number, mac) = rest.split_first_chunk::<8>()?;
        let nonce = Self {
            issued_unix: u64::from_be_bytes(*issued),
            number: u64::from_be_bytes(*number),
        };
        nonce.mac(secret).verify_truncated_left(mac).ok()?;
        Some(nonce)
    }

    fn to_bytes(self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.issued_unix.to_be_bytes());
        bytes[8..].copy_from_slice(&self.number.to_be_bytes());
        bytes
    }

    fn mac(self, secret: &[u8; 32]) -> Hmac<Sha256> {
        // HMAC fills a key up with zeros to one block (RFC 2104 §2); done here, no key length can fail.
        let mut block = [0; 64];
        block[..32].copy_from_slice(secret);
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
        mac.update(&self.to_bytes());
        mac
    }
}
