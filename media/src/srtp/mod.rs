//! Secure RTP (RFC 3711) with the suites of RFC 4568, RFC 6188 and RFC 7714: packets are protected and unprotected
//! in place.
//!
//! A [`Protector`] is what we send under one key, an [`Unprotector`] what we receive under one. Both hold rollover
//! counters and replay windows and allocate only when they are made. Keys are never re-derived (a key derivation
//! rate of 0), one master key is used at a time, and nothing is sent unencrypted or unauthenticated.

mod aes;
mod counter_mode;
mod error;
mod gcm;
mod key;
mod keys;
mod packet;
mod protector;
mod session_keys;
mod suite;
#[cfg(test)]
mod tests;
mod transform;
mod unprotector;
mod window;

pub use error::SrtpError;
pub use key::{Mki, SrtpKey};
pub use keys::SrtpKeys;
pub use protector::{OVERHEAD_MAX, Protector};
pub use suite::Suite;
pub use unprotector::Unprotector;
