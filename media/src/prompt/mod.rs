//! Sound files: decoded once, whole, to mono PCM.
//!
//! WAV is read; what else symphonia reads can be switched on by its features. Playing is the session's.

mod error;
mod load;
#[cfg(test)]
mod tests;

pub use error::PromptError;
pub use load::{DURATION_MAX, FILE_BYTES_MAX, Prompt};
