//! What a codec's library may refuse.

/// A codec that the library refuses to start or to feed.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// libopus refused.
    #[error("Opus: {0}")]
    Opus(#[from] opus::Error),
}
