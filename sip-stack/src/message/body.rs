//! A body and what it is.

use bytes::Bytes;

/// A body with its Content-Type, never looked into here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Body {
    /// Media type with parameters, as written.
    pub content_type: Box<str>,
    /// The body's bytes.
    pub bytes: Bytes,
}

impl Body {
    /// A body of that type.
    pub fn new(content_type: &str, bytes: impl Into<Bytes>) -> Self {
        Self {
            content_type: content_type.into(),
            bytes: bytes.into(),
        }
    }

    /// Whether the media type is this one, in any case and with any parameters.
    pub fn is(&self, media_type: &str) -> bool {
        let own = self.content_type.split(';').next().unwrap_or_default();
        own.trim().eq_ignore_ascii_case(media_type)
    }
}
