//! The second part of our branches: what tells a loop from a spiral (RFC 5393 §4.2).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::message::{HeaderName, Request};
use crate::tokens::Branch;

/// Everything of a request that decides where it goes, as a keyed hash; equal marks in one path mean a loop.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct LoopMark(pub(crate) u64);

impl LoopMark {
    /// The mark of a request as it arrived: Request-URI, Route, Call-ID and CSeq's number, but not the method,
    /// which a CANCEL changes.
    pub fn of(request: &Request, secret: &[u8; 32]) -> Self {
        let headers = request.headers();
        let mut text = request.uri().to_string().into_bytes();
        for name in [
            HeaderName::Route,
            HeaderName::ProxyRequire,
            HeaderName::CallId,
            HeaderName::From,
        ] {
            for value in headers.values(name) {
                text.push(0);
                text.extend_from_slice(value);
            }
        }
        let number = headers.cseq().map_or(0, |cseq| cseq.number);
        text.extend_from_slice(&number.to_be_bytes());
        Self(u64::from_be_bytes(keyed(secret, &text)))
    }

    /// Whether the request has been here before with everything the same.
    pub fn is_in_path(self, request: &Request) -> bool {
        let vias = request.headers().vias().unwrap_or_default();
        vias.iter()
            .filter_map(|via| Branch::parse(via.branch()?))
            .any(|branch| branch.mark() == self.0)
    }
}

/// The first 64 bits of an HMAC.
pub(super) fn keyed(secret: &[u8; 32], text: &[u8]) -> [u8; 8] {
    // An HMAC takes keys of any length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret) else {
        return [0; 8];
    };
    mac.update(text);
    let mut first = [0; 8];
    first.copy_from_slice(&mac.finalize().into_bytes()[..8]);
    first
}
