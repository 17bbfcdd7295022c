//! Call-ID (RFC 3261 §20.8).

use super::{HeaderError, HeaderErrorKind, HeaderName, Headers};

impl Headers {
    /// The call's or registration's identifier; compared byte by byte.
    pub fn call_id(&self) -> Result<&str, HeaderError> {
        let mut values = self.values(HeaderName::CallId);
        let value = values
            .next()
            .ok_or(HeaderErrorKind::Missing.of(HeaderName::CallId))?;
        if values.next().is_some() {
            return Err(HeaderErrorKind::Repeated.of(HeaderName::CallId));
        }
        let text = std::str::from_utf8(value)
            .ok()
            .filter(|text| !text.contains([' ', '\t', '\r', '\n']));
        match text {
            Some("") => Err(HeaderErrorKind::Empty.of(HeaderName::CallId)),
            Some(text) => Ok(text),
            None => Err(HeaderErrorKind::Token.of(HeaderName::CallId)),
        }
    }
}
