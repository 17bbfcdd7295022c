//! Content-Length and Content-Type (RFC 3261 §20.14, §20.15).

use std::borrow::Cow;

use super::{HeaderError, HeaderErrorKind, HeaderName, Headers};
use crate::message::lexis::number;

impl Headers {
    /// The body's length in bytes, if it is said.
    pub fn content_length(&self) -> Result<Option<usize>, HeaderError> {
        let name = HeaderName::ContentLength;
        let Some(value) = self.at_most_one(&name)? else {
            return Ok(None);
        };
        number(&value).map(Some).ok_or(HeaderErrorKind::Number.of(name))
    }

    /// The body's media type with parameters, as written.
    pub fn content_type(&self) -> Option<Cow<'_, str>> {
        self.text(HeaderName::ContentType)
    }
}
