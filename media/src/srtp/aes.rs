use aes::cipher::{BlockCipherEncrypt, KeyInit};
use aes::{Aes128, Aes256, Block};

const BLOCK_BYTES: usize = 16;
/// Blocks made at once: as many as the processor works on side by side.
const BLOCKS: usize = 8;

/// AES with a key.
pub(super) enum Aes {
    Of128(Aes128),
    Of256(Aes256),
}

impl Aes {
    /// `None`: a key of neither 16 nor 32 bytes.
    pub(super) fn new(key: &[u8]) -> Option<Self> {
        match key.len() {
            16 => Aes128::new_from_slice(key).ok().map(Self::Of128),
            32 => Aes256::new_from_slice(key).ok().map(Self::Of256),
            _ => None,
        }
    }

    /// Adds the key stream that starts at `counter` (RFC 3711 §4.1.1).
    pub(super) fn add_key_stream(&self, mut counter: u128, data: &mut [u8]) {
        let mut blocks = [Block::default(); BLOCKS];
        for chunk in data.chunks_mut(BLOCKS * BLOCK_BYTES) {
            let count = chunk.len().div_ceil(BLOCK_BYTES);
            let blocks = blocks.get_mut(..count).unwrap_or_default();
            for block in blocks.iter_mut() {
                block.copy_from_slice(&counter.to_be_bytes());
                counter = counter.wrapping_add(1);
            }
            match self {
                Self::Of128(aes) => aes.encrypt_blocks(blocks),
                Self::Of256(aes) => aes.encrypt_blocks(blocks),
            }
            for (part, block) in chunk.chunks_mut(BLOCK_BYTES).zip(blocks.iter()) {
                for (byte, key) in part.iter_mut().zip(block.iter()) {
                    *byte ^= key;
                }
            }
        }
    }
}
