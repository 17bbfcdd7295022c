//! Challenges without state: a flood of requests without credentials leaves nothing behind (RFC 3261 §8.2.7, §26.3.2.4).
//!
//! A challenge is sent once and its transaction forgotten. A repeated request is a new one, whose challenge has the same
//! To tag, so that the ACK is known without a memory of it.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::endpoint::{Effect, Endpoint};
use crate::message::{HeaderName, Headers, Response, StatusCode};
use crate::transaction::ServerId;

/// Bytes of a tag; RFC 3261 §19.3 asks for four that cannot be guessed.
const TAG_BYTES: usize = 8;

/// Whether a response asks for credentials.
pub(super) fn is_challenge(response: &Response) -> bool {
    matches!(
        response.status(),
        StatusCode::UNAUTHORIZED | StatusCode::PROXY_AUTHENTICATION_REQUIRED
    )
}

impl Endpoint {
    /// Sends a challenge and forgets its transaction.
    pub(super) fn challenge(&mut self, id: ServerId, mut response: Response, out: &mut Vec<Effect>) {
        let Some(target) = self.servers.reply_to(id) else {
            return;
        };
        self.servers.remove(id);
        if let Ok(to) = response.headers().to()
            && to.tag().is_none()
            && let Some(tag) = self.challenge_tag(response.headers())
        {
            response
                .headers_mut()
                .set(HeaderName::To, to.with_tag(&tag).to_bytes());
        }
        self.complete(&mut response);
        out.push(Effect::Transmit {
            target,
            bytes: response.to_bytes(),
            branch: None,
        });
    }

    /// Whether an ACK with this To tag is for a challenge of ours.
    pub(super) fn is_of_challenge(&self, ack: &Headers, tag: &str) -> bool {
        self.challenge_tag(ack).as_deref() == Some(tag)
    }

    /// The same for a request, its repetitions, its response and its ACK.
    fn challenge_tag(&self, headers: &Headers) -> Option<String> {
        let (via, from) = (headers.via().ok()?, headers.from().ok()?);
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.challenge_secret).ok()?;
        for part in [via.branch(), from.tag(), Some(headers.call_id().ok()?)] {
            mac.update(part.unwrap_or_default().as_bytes());
            mac.update(b"\0");
        }
        mac.update(&headers.cseq().ok()?.number.to_be_bytes());
        Some(hex::encode(&mac.finalize().into_bytes()[..TAG_BYTES]))
    }
}
