//! The response value (RFC 7616 §3.4.1).

use super::{Algorithm, Ha1};

/// What goes into a response besides the password.
pub(super) struct Digest<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) nonce: &'a str,
    /// `None`: as RFC 2069 computed it.
    pub(super) protection: Option<Protection<'a>>,
    pub(super) method: &'a str,
    pub(super) uri: &'a str,
}

/// What `qop` adds.
pub(super) struct Protection<'a> {
    pub(super) nonce_count: &'a str,
    pub(super) cnonce: &'a str,
    /// `Some`: `auth-int`, the body is covered.
    pub(super) body: Option<&'a [u8]>,
}

impl Digest<'_> {
    pub(super) fn response(&self, ha1: &Ha1) -> String {
        let hash = |pieces: &[&[u8]]| self.algorithm.hash(pieces);
        let (method, uri) = (self.method.as_bytes(), self.uri.as_bytes());
        let ha1 = ha1.hex(self.algorithm).as_bytes();
        let nonce = self.nonce.as_bytes();
        let Some(protection) = &self.protection else {
            return hash(&[ha1, nonce, hash(&[method, uri]).as_bytes()]);
        };
        let (qop, ha2) = match protection.body {
            None => (b"auth".as_slice(), hash(&[method, uri])),
            Some(body) => (
                b"auth-int".as_slice(),
                hash(&[method, uri, hash(&[body]).as_bytes()]),
            ),
        };
        let (count, cnonce) = (protection.nonce_count.as_bytes(), protection.cnonce.as_bytes());
        hash(&[ha1, nonce, count, cnonce, qop, ha2.as_bytes()])
    }
}
