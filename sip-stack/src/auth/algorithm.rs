//! The hashes of RFC 8760.

use md5::Md5;
use sha2::{Digest, Sha256};

/// A digest algorithm we know; the `-sess` variants are not among them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Algorithm {
    /// Preferred (RFC 8760 §2).
    Sha256,
    /// What most phones still know only.
    Md5,
}

impl Algorithm {
    /// Reads an `algorithm` parameter; an absent one means MD5 (RFC 7616 §3.3).
    pub fn parse(value: Option<&str>) -> Option<Self> {
        match value {
            None => Some(Self::Md5),
            Some(name) => [Self::Sha256, Self::Md5]
                .into_iter()
                .find(|own| own.as_str().eq_ignore_ascii_case(name)),
        }
    }

    /// The registered name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA-256",
            Self::Md5 => "MD5",
        }
    }

    /// The hash of these pieces joined by `:`, in lower-case hexadecimal.
    pub(super) fn hash(self, pieces: &[&[u8]]) -> String {
        match self {
            Self::Sha256 => hash_joined(Sha256::new(), pieces),
            Self::Md5 => hash_joined(Md5::new(), pieces),
        }
    }
}

fn hash_joined<D: Digest>(mut hasher: D, pieces: &[&[u8]]) -> String {
    for (index, piece) in pieces.iter().enumerate() {
        if index > 0 {
            hasher.update(b":");
        }
        hasher.update(piece);
    }
    hex::encode(hasher.finalize())
}
