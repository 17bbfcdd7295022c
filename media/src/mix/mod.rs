//! What a conference sounds like: who is on the floor, the sum of them, and each one's own part taken out again.
//!
//! Pure values at 16 kHz, in frames of 20 ms; nothing here allocates once it is made, but for what the library of G.722
//! does. A room may have members on several media threads: each has a [`Part`] of it, and they hear one another's sums
//! through lanes, without locks. Packets and jitter are the session's.

mod chime;
mod floor;
mod frame;
mod lane;
mod part;
mod room;
mod voice;

pub(crate) use chime::Chime;
pub(crate) use floor::loudness;
pub(crate) use frame::{Frame, SAMPLE_RATE, SILENCE};
pub(crate) use part::Part;
pub use room::Room;
pub(crate) use voice::Voice;

#[cfg(test)]
mod tests;
