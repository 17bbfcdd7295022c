//! What a codec's library may refuse.

use super::Codec;

/// A codec that the library refuses to start or to feed.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// libopus refused.
    #[error("Opus: {0}")]
    Opus(#[from] opus::Error),
    /// No filter is made for these two.
    #[error("{from} and {to} have sample rates without a common measure")]
    NoRate {
        /// What is decoded.
        from: Codec,
        /// What is encoded.
        to: Codec,
    },
}
