use std::fmt;

use sha2::{Digest, Sha256};

/// Characters that a fragment or a password may have (RFC 8839 §5.4).
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const FRAGMENT_CHARS: usize = 8;
const CHARS: usize = 32;

/// What a stream's credentials are made from. Never shown.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct IceSecret([u8; 16]);

/// A name and a password of ours for checks (RFC 8445 §5.3). The password is never shown but in SDP.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct IceCredentials {
    /// The name, then the password; all of it ASCII.
    chars: [u8; CHARS],
}

impl IceSecret {
    /// From bytes that nobody can foresee.
    #[must_use]
    pub const fn new(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Those of the stream's n-th ICE session: a restart has others (RFC 8445 §9).
    #[must_use]
    pub fn credentials(&self, restarts: u32) -> IceCredentials {
        let mut hash = Sha256::new();
        hash.update(self.0);
        hash.update(restarts.to_be_bytes());
        let digest: [u8; CHARS] = hash.finalize().into();
        IceCredentials {
            chars: digest.map(|byte| ALPHABET.get(usize::from(byte & 63)).copied().unwrap_or(b'A')),
        }
    }
}

impl IceCredentials {
    /// `ice-ufrag`.
    #[must_use]
    pub fn fragment(&self) -> &str {
        self.text(0, FRAGMENT_CHARS)
    }

    /// `ice-pwd`.
    #[must_use]
    pub fn password(&self) -> &str {
        self.text(FRAGMENT_CHARS, CHARS)
    }

    fn text(&self, from: usize, to: usize) -> &str {
        let chars = self.chars.get(from..to).unwrap_or_default();
        std::str::from_utf8(chars).unwrap_or_default()
    }
}

impl fmt::Debug for IceSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IceSecret(hidden)")
    }
}

impl fmt::Debug for IceCredentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IceCredentials({}, hidden)", self.fragment())
    }
}
