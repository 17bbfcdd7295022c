//! Recordings: what one phone says and what it hears, side by side in a WAV file, whatever it is joined with.
//!
//! A stream hands copies of its packets on and goes on; a reel decodes and writes them. What was
//! said is in the file, readable, within two seconds. Nothing here mixes or encodes.

mod error;
mod reel;
mod side;
mod tape;

pub use error::RecordError;
pub(crate) use reel::Reel;
pub(crate) use tape::{Deck, Piece, State, TapeSide};
pub use tape::{Recording, Tape};

#[cfg(test)]
mod tests;
