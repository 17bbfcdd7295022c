//! Digest authentication, both sides (RFC 3261 §22, RFC 7616, RFC 8760).
//!
//! The challenger needs no table of nonces: a nonce is a time and a number under an HMAC. What it keeps is a
//! bounded window of nonce counts, so that no request is accepted twice. MD5 and SHA-256 are offered.
//! It knows no users: whoever asks brings the hash (HA1) of the one named, or that of nobody.

mod algorithm;
mod challenger;
mod digest;
mod ha1;
mod login;
mod nonce;
mod replay;
mod respond;
#[cfg(test)]
mod tests;

pub use algorithm::Algorithm;
pub use challenger::{Challenger, Verdict};
pub use ha1::Ha1;
pub use login::{Login, LoginError};
pub use respond::{Attempt, RespondError, preferred, respond};
