//! Keeping an address registered at somebody else's registrar (RFC 3261 §10.2), as a phone or a trunk does.
//!
//! One [`Registration`] holds one address of record with one contact: it refreshes it before it expires, answers
//! challenges, moves to the next server, waits ever longer when nothing helps (RFC 5626 §4.5), and takes the
//! contact back when it is told to. A Service-Route is kept for the calls (RFC 3608 §5).
//! It resolves no names and keeps no NAT binding open between refreshes.

mod account;
mod answer;
mod backoff;
mod effect;
#[expect(clippy::module_inception, reason = "the noun of the folder")]
mod registration;
#[cfg(test)]
mod tests;

pub use account::Account;
pub use effect::{Effect, Fault, Input, Status};
pub use registration::Registration;
