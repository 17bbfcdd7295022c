use aes_gcm::aead::AeadInOut;
use aes_gcm::{Aes128Gcm, Aes256Gcm, KeyInit, Nonce, Tag};

use super::session_keys::SessionKeys;
use super::transform::Position;

pub(super) const TAG_BYTES: usize = 16;

/// AES in Galois/counter mode (RFC 7714).
pub(super) struct Gcm {
    aead: Aead,
    /// The salt, right-aligned.
    salt: u128,
}

enum Aead {
    Of128(Aes128Gcm),
    Of256(Aes256Gcm),
}

impl Gcm {
    pub(super) fn new(keys: &SessionKeys) -> Option<Self> {
        let key = keys.key();
        let aead = match key.len() {
            16 => Aead::Of128(Aes128Gcm::new_from_slice(key).ok()?),
            32 => Aead::Of256(Aes256Gcm::new_from_slice(key).ok()?),
            _ => return None,
        };
        let salt = keys.salt.iter().take(12);
        let salt = salt.fold(0, |all, byte| all << 8 | u128::from(*byte));
        Some(Self { aead, salt })
    }

    /// Encrypts the body; its tag. `None`: it is longer than any packet.
    pub(super) fn seal(&self, position: Position, clear: &[u8], body: &mut [u8]) -> Option<[u8; TAG_BYTES]> {
        let nonce = self.nonce(position);
        let sealed = match &self.aead {
            Aead::Of128(aead) => aead.encrypt_inout_detached(&nonce, clear, body.into()),
            Aead::Of256(aead) => aead.encrypt_inout_detached(&nonce, clear, body.into()),
        };
        sealed.ok().map(Into::into)
    }

    /// Decrypts the body, if the tag is its own; otherwise it stays as it was.
    pub(super) fn open(
        &self,
        position: Position,
        clear: &[u8],
        body: &mut [u8],
        tag: [u8; TAG_BYTES],
    ) -> bool {
        let (nonce, tag) = (self.nonce(position), Tag::from(tag));
        let opened = match &self.aead {
            Aead::Of128(aead) => aead.decrypt_inout_detached(&nonce, clear, body.into(), &tag),
            Aead::Of256(aead) => aead.decrypt_inout_detached(&nonce, clear, body.into(), &tag),
        };
        opened.is_ok()
    }

    /// RFC 7714 §8.1, §9.1.
    fn nonce(&self, position: Position) -> Nonce<aes_gcm::aead::consts::U12> {
        let value = self.salt ^ u128::from(position.ssrc) << 48 ^ u128::from(position.index);
        let [_, _, _, _, nonce @ ..] = value.to_be_bytes();
        nonce.into()
    }
}
