//! Offer and answer (RFC 3264): one [`Negotiator`] a leg.
//!
//! A negotiator makes offers and answers of its own (echo, prompts), or carries those of another leg over:
//! then payload numbers, order and parameters stay the phones', only addresses become ours. One audio stream
//! is spoken, with SRTP (by SDES or DTLS) or without; other media are refused in place. It checks who owes what, and never touches a socket.

mod agreed;
mod answer;
mod encryption;
mod error;
mod ice;
mod keying;
mod negotiator;
mod numbers;
mod offer;
mod packet_time;
mod remote;
mod sections;
#[cfg(test)]
mod tests;

pub use crate::sdp::Direction;
pub use crate::srtp::SrtpKeys;
pub use agreed::{Agreed, MediaAddress};
pub use encryption::{Encryption, Keys};
pub use error::NegotiationError;
pub use keying::Keying;
pub use negotiator::Negotiator;
