use std::fmt;

/// A crypto suite of SDES: a cipher with its key, and how packets are authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Suite {
    /// AES-128 in counter mode, tags of 80 bits (RFC 4568 §6.2.1).
    AesCm128HmacSha1_80,
    /// The same with 32 bits for RTP (RFC 4568 §6.2.2).
    AesCm128HmacSha1_32,
    /// AES-256 in counter mode, tags of 80 bits (RFC 6188 §4).
    Aes256CmHmacSha1_80,
    /// AES-128 in Galois/counter mode (RFC 7714 §14.1).
    AeadAes128Gcm,
    /// AES-256 in Galois/counter mode (RFC 7714 §14.1).
    AeadAes256Gcm,
}

impl Suite {
    /// All that are spoken.
    pub const ALL: [Self; 5] = [
        Self::AesCm128HmacSha1_80,
        Self::AesCm128HmacSha1_32,
        Self::Aes256CmHmacSha1_80,
        Self::AeadAes128Gcm,
        Self::AeadAes256Gcm,
    ];

    /// What we offer, best first: few, because each is a hundred bytes of SDP; the first is the one that all phones
    /// know, and some know no other (RFC 4568 §6.2.1 makes it mandatory).
    pub const OFFERED: [Self; 3] = [
        Self::AesCm128HmacSha1_80,
        Self::AeadAes256Gcm,
        Self::AesCm128HmacSha1_32,
    ];

    /// Its name in SDP.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AesCm128HmacSha1_80 => "AES_CM_128_HMAC_SHA1_80",
            Self::AesCm128HmacSha1_32 => "AES_CM_128_HMAC_SHA1_32",
            Self::Aes256CmHmacSha1_80 => "AES_256_CM_HMAC_SHA1_80",
            Self::AeadAes128Gcm => "AEAD_AES_128_GCM",
            Self::AeadAes256Gcm => "AEAD_AES_256_GCM",
        }
    }

    /// From its name in SDP; `None`: we do not speak it.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|suite| suite.name() == name)
    }

    /// Bytes of a master key.
    #[must_use]
    pub const fn key_bytes(self) -> usize {
        match self {
            Self::AesCm128HmacSha1_80 | Self::AesCm128HmacSha1_32 | Self::AeadAes128Gcm => 16,
            Self::Aes256CmHmacSha1_80 | Self::AeadAes256Gcm => 32,
        }
    }

    /// Bytes of a master salt.
    #[must_use]
    pub const fn salt_bytes(self) -> usize {
        match self {
            Self::AeadAes128Gcm | Self::AeadAes256Gcm => 12,
            _ => 14,
        }
    }

    pub(super) const fn is_gcm(self) -> bool {
        matches!(self, Self::AeadAes128Gcm | Self::AeadAes256Gcm)
    }
}

impl fmt::Display for Suite {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
