//! ICE-lite (RFC 8445 §2.5): we have a public address, the phone checks the ways to it, and audio follows the way it
//! nominates. STUN (RFC 8489) is read and written here as far as checks need it.
//!
//! A check that does not know our password changes nothing and is not answered. No checks of our own, so candidates
//! of phones are not looked at, whether names (mDNS) or addresses, told at once or later; no TURN.

mod check;
mod credentials;
mod message;
mod reply;
#[cfg(test)]
mod tests;

pub(crate) use check::{Check, answer_check};
pub use credentials::{IceCredentials, IceSecret};
#[cfg(test)]
pub(crate) use tests::check_of;
