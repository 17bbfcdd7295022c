//! Expires, Min-Expires, Retry-After (RFC 3261 §20.19, §20.23, §20.33) and Flow-Timer (RFC 5626 §11).

use super::{HeaderError, HeaderErrorKind, HeaderName, Headers};
use crate::message::lexis::{is_space, saturating_number};

impl Headers {
    /// Seconds until the registration, subscription or invitation ends; too large numbers saturate.
    pub fn expires(&self) -> Result<Option<u32>, HeaderError> {
        self.seconds(HeaderName::Expires)
    }

    /// The least a registrar grants, in seconds.
    pub fn min_expires(&self) -> Result<Option<u32>, HeaderError> {
        self.seconds(HeaderName::MinExpires)
    }

    /// Seconds to wait before trying again; comment and parameters are passed over.
    pub fn retry_after(&self) -> Result<Option<u32>, HeaderError> {
        let Some(value) = self.at_most_one(&HeaderName::RetryAfter)? else {
            return Ok(None);
        };
        let ends_number = |byte: &u8| is_space(*byte) || matches!(byte, b';' | b'(');
        let end = value.iter().position(ends_number).unwrap_or(value.len());
        saturating_number(&value[..end])
            .map(Some)
            .ok_or(HeaderErrorKind::Number.of(HeaderName::RetryAfter))
    }

    /// How often a flow must be kept alive, in seconds (RFC 5626 §11).
    pub fn flow_timer(&self) -> Result<Option<u32>, HeaderError> {
        self.seconds(HeaderName::FlowTimer)
    }

    fn seconds(&self, name: HeaderName) -> Result<Option<u32>, HeaderError> {
        let Some(value) = self.at_most_one(&name)? else {
            return Ok(None);
        };
        saturating_number(&value)
            .map(Some)
            .ok_or(HeaderErrorKind::Number.of(name))
    }
}
