//! One part of a body.

use bytes::Bytes;

use crate::message::{Body, ContentDisposition, ContentType, HeaderName, Headers};

/// What a part is when it does not say (RFC 2046 §5.1).
const UNNAMED_TYPE: &str = "text/plain";

/// A part with headers of its own.
#[derive(Clone, Debug)]
pub struct BodyPart {
    /// Content-Type, Content-ID, Content-Disposition and the like.
    pub headers: Headers,
    /// The part's bytes.
    pub bytes: Bytes,
}

impl BodyPart {
    /// A part of that type.
    pub fn new(content_type: &ContentType, bytes: impl Into<Bytes>) -> Self {
        let mut headers = Headers::new();
        headers.put(content_type);
        Self {
            headers,
            bytes: bytes.into(),
        }
    }

    /// The same for that purpose.
    #[must_use]
    pub fn with_disposition(mut self, disposition: &ContentDisposition) -> Self {
        self.headers.put(disposition);
        self
    }

    /// What it is; `None` if it says so in a way that cannot be read.
    pub fn content_type(&self) -> Option<ContentType> {
        let said = self.headers.one().ok()?;
        Some(said.unwrap_or_else(|| ContentType::new(UNNAMED_TYPE)))
    }

    /// What it is for; without a word of it, a session description is for the session, all else for people
    /// (RFC 3261 §20.11).
    pub fn disposition(&self) -> ContentDisposition {
        self.headers.one().ok().flatten().unwrap_or_else(|| {
            let is_sdp = self.content_type().is_some_and(|own| own.is("application/sdp"));
            ContentDisposition::new(if is_sdp { "session" } else { "render" })
        })
    }

    /// Its Content-ID, without brackets.
    pub fn content_id(&self) -> Option<&str> {
        let value = self.headers.first(HeaderName::from_static("Content-ID"))?;
        std::str::from_utf8(value)
            .ok()?
            .strip_prefix('<')?
            .strip_suffix('>')
    }

    /// The part as a body of its own.
    pub fn to_body(&self) -> Body {
        let said = self.headers.content_type();
        Body::new(said.as_deref().unwrap_or(UNNAMED_TYPE), self.bytes.clone())
    }
}
