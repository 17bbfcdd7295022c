//! DTLS-SRTP (RFC 5763, RFC 5764): the handshake that makes SRTP's keys, over the very path that audio takes.
//!
//! An association is one handshake as a value: datagrams in, datagrams out, keys at its end, and a deadline for
//! what must be sent again. It believes only a certificate whose [`Fingerprint`] the signalling named. DTLS 1.2 with
//! ECDHE and AEAD ciphers is spoken; records, flights and cryptography are `rtc-dtls`'s (docs/adr). No RTCP port of
//! its own, no data, no resumption, no DTLS 1.0 or 1.3.

mod association;
mod error;
mod fingerprint;
mod identity;
mod terms;
#[cfg(test)]
mod tests;

pub(crate) use association::{Association, Effect, HANDSHAKE_TIME, Input};
pub use error::{HandshakeError, IdentityError};
pub use fingerprint::{Fingerprint, HashFunction};
pub use identity::Identity;
pub use terms::{DtlsTerms, Role};
