//! What is kept instead of a password (RFC 7616 §3.4.2).

use std::fmt;

use super::Algorithm;

/// The hashes of `user:realm:password`; as good as the password within its realm, so never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Ha1 {
    md5: Box<str>,
    sha256: Box<str>,
}

impl Ha1 {
    /// Computes both hashes.
    pub fn new(user: &str, realm: &str, password: &str) -> Self {
        let hash = |algorithm: Algorithm| {
            algorithm
                .hash(&[user.as_bytes(), realm.as_bytes(), password.as_bytes()])
                .into()
        };
        Self {
            md5: hash(Algorithm::Md5),
            sha256: hash(Algorithm::Sha256),
        }
    }

    /// Takes stored hashes; `None` if they are not 32 and 64 hexadecimal digits.
    pub fn from_hex(md5: &str, sha256: &str) -> Option<Self> {
        let is_hex = |text: &str, digits| text.len() == digits && text.bytes().all(|b| b.is_ascii_hexdigit());
        (is_hex(md5, 32) && is_hex(sha256, 64)).then(|| Self {
            md5: md5.to_ascii_lowercase().into(),
            sha256: sha256.to_ascii_lowercase().into(),
        })
    }

    /// The hash in lower-case hexadecimal, to be stored.
    pub fn hex(&self, algorithm: Algorithm) -> &str {
        match algorithm {
            Algorithm::Md5 => &self.md5,
            Algorithm::Sha256 => &self.sha256,
        }
    }
}

impl fmt::Debug for Ha1 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Ha1(…)")
    }
}
