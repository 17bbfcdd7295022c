//! Nonces that need no table (RFC 7616 §3.3).

use std::net::IpAddr;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Bytes of the HMAC that are sent.
const MAC_BYTES: usize = 16;
/// Bytes of what is sealed: time, number, and who asked.
const SEALED_BYTES: usize = 20;

/// When a nonce was given, which one it was, and to whom.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Nonce {
    pub(super) issued_unix: u64,
    pub(super) number: u64,
    /// A keyed hash of the address that asked.
    pub(super) asker: [u8; 4],
}

impl Nonce {
    /// The hash of an address, which means nothing to others.
    pub(super) fn asker(from: IpAddr, secret: &[u8; 32]) -> [u8; 4] {
        let mac = keyed(secret, from.to_canonical().to_string().as_bytes());
        let mut asker = [0; 4];
        asker.copy_from_slice(&mac.finalize().into_bytes()[..4]);
        asker
    }

    /// Time, number, asker and HMAC in hexadecimal.
    pub(super) fn seal(self, secret: &[u8; 32]) -> String {
        let mut bytes = self.to_bytes().to_vec();
        bytes.extend_from_slice(&self.mac(secret).finalize().into_bytes()[..MAC_BYTES]);
        hex::encode(bytes)
    }

    /// `None` if this secret did not seal it.
    pub(super) fn open(text: &str, secret: &[u8; 32]) -> Option<Self> {
        let mut bytes = [0; SEALED_BYTES + MAC_BYTES];
        hex::decode_to_slice(text, &mut bytes).ok()?;
        let (issued, rest) = bytes.split_first_chunk::<8>()?;
        let (number, rest) = rest.split_first_chunk::<8>()?;
        let (asker, mac) = rest.split_first_chunk::<4>()?;
        let nonce = Self {
            issued_unix: u64::from_be_bytes(*issued),
            number: u64::from_be_bytes(*number),
            asker: *asker,
        };
        nonce.mac(secret).verify_truncated_left(mac).ok()?;
        Some(nonce)
    }

    fn to_bytes(self) -> [u8; SEALED_BYTES] {
        let mut bytes = [0; SEALED_BYTES];
        bytes[..8].copy_from_slice(&self.issued_unix.to_be_bytes());
        bytes[8..16].copy_from_slice(&self.number.to_be_bytes());
        bytes[16..].copy_from_slice(&self.asker);
        bytes
    }

    fn mac(self, secret: &[u8; 32]) -> Hmac<Sha256> {
        keyed(secret, &self.to_bytes())
    }
}

fn keyed(secret: &[u8; 32], text: &[u8]) -> Hmac<Sha256> {
    // HMAC fills a key up with zeros to one block (RFC 2104 §2); done here, no key length can fail.
    let mut block = [0; 64];
    block[..32].copy_from_slice(secret);
    let mut mac = <Hmac<Sha256> as KeyInit>::new(&block.into());
    mac.update(text);
    mac
}
