use symphonia::core::errors::Error;

use super::load::{DURATION_MAX, FILE_BYTES_MAX};

/// Why a sound file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PromptError {
    /// It cannot be read.
    #[error("it cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// More than `FILE_BYTES_MAX`.
    #[error("it has {bytes} bytes, more than {FILE_BYTES_MAX}")]
    TooLarge {
        /// How many it has.
        bytes: u64,
    },
    /// Longer than `DURATION_MAX`.
    #[error("it plays longer than {DURATION_MAX:?}")]
    TooLong,
    /// It is no sound file of a known kind, or it is damaged.
    #[error("it is not a sound file that can be decoded: {0}")]
    Undecodable(#[from] Error),
    /// It holds no audio.
    #[error("it holds no audio")]
    NoAudio,
}
