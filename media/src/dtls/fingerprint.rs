use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha224, Sha256, Sha384, Sha512};

/// Bytes of the longest digest.
const DIGEST_BYTES_MAX: usize = 64;

/// What a fingerprint is made with. SHA-1 and MD5 are not believed (RFC 8122 §5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HashFunction {
    /// 28 bytes.
    Sha224,
    /// 32 bytes; ours.
    Sha256,
    /// 48 bytes.
    Sha384,
    /// 64 bytes.
    Sha512,
}

/// The digest of a certificate, as `a=fingerprint` tells it (RFC 8122 §5).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint {
    function: HashFunction,
    digest: [u8; DIGEST_BYTES_MAX],
}

/// It is no fingerprint, or of a hash function that is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("no fingerprint by SHA-224 to SHA-512")]
pub struct NoFingerprint;

impl HashFunction {
    const ALL: [Self; 4] = [Self::Sha224, Self::Sha256, Self::Sha384, Self::Sha512];

    const fn name(self) -> &'static str {
        match self {
            Self::Sha224 => "sha-224",
            Self::Sha256 => "sha-256",
            Self::Sha384 => "sha-384",
            Self::Sha512 => "sha-512",
        }
    }

    const fn bytes(self) -> usize {
        match self {
            Self::Sha224 => 28,
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }
}

impl Fingerprint {
    /// Of a certificate in DER.
    #[must_use]
    pub fn of(function: HashFunction, certificate: &[u8]) -> Self {
        let mut digest = [0; DIGEST_BYTES_MAX];
        let place = digest.get_mut(..function.bytes()).unwrap_or_default();
        match function {
            HashFunction::Sha224 => place.copy_from_slice(&Sha224::digest(certificate)),
            HashFunction::Sha256 => place.copy_from_slice(&Sha256::digest(certificate)),
            HashFunction::Sha384 => place.copy_from_slice(&Sha384::digest(certificate)),
            HashFunction::Sha512 => place.copy_from_slice(&Sha512::digest(certificate)),
        }
        Self { function, digest }
    }

    /// Whether a certificate in DER is one of those that were named. Of several hash functions the strongest counts
    /// (RFC 8122 §5).
    #[must_use]
    pub fn names(named: &[Self], certificate: &[u8]) -> bool {
        let strongest = named.iter().map(|named| named.function).max();
        strongest.is_some_and(|function| named.contains(&Self::of(function, certificate)))
    }

    fn bytes(&self) -> &[u8] {
        self.digest.get(..self.function.bytes()).unwrap_or_default()
    }
}

impl FromStr for Fingerprint {
    type Err = NoFingerprint;

    fn from_str(text: &str) -> Result<Self, NoFingerprint> {
        let (name, pairs) = text.trim().split_once(' ').ok_or(NoFingerprint)?;
        let function = HashFunction::ALL
            .into_iter()
            .find(|function| function.name().eq_ignore_ascii_case(name))
            .ok_or(NoFingerprint)?;
        let mut digest = [0; DIGEST_BYTES_MAX];
        let mut pairs = pairs.trim().split(':');
        for byte in digest.iter_mut().take(function.bytes()) {
            *byte = pairs.next().and_then(hexadecimal).ok_or(NoFingerprint)?;
        }
        match pairs.next() {
            None => Ok(Self { function, digest }),
            Some(_) => Err(NoFingerprint),
        }
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.function.name())?;
        for (at, byte) in self.bytes().iter().enumerate() {
            write!(f, "{}{byte:02X}", if at == 0 { ' ' } else { ':' })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Fingerprint({self})")
    }
}

fn hexadecimal(pair: &str) -> Option<u8> {
    let is_pair = pair.len() == 2 && pair.bytes().all(|digit| digit.is_ascii_hexdigit());
    is_pair.then(|| u8::from_str_radix(pair, 16).ok()).flatten()
}
