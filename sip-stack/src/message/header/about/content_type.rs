//! Content-Type (RFC 3261 §20.15).

use std::fmt;

use bytes::Bytes;

use super::super::token::with_params;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use super::accept::media_range;
use crate::message::params::Params;

/// What a body is.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ContentType {
    media_type: Box<str>,
    params: Params,
}

impl ContentType {
    /// A media type `type/subtype` without parameters.
    pub fn new(media_type: &str) -> Self {
        Self {
            media_type: media_type.into(),
            params: Params::new(),
        }
    }

    /// The same with a parameter.
    #[must_use]
    pub fn with_param(mut self, name: &str, value: &str) -> Self {
        self.params.set(name, value);
        self
    }

    /// `type/subtype` as written.
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// Whether it is this media type, in any case.
    pub fn is(&self, media_type: &str) -> bool {
        self.media_type.eq_ignore_ascii_case(media_type)
    }

    /// Whether it is of this type, whatever the subtype.
    pub fn is_of(&self, kind: &str) -> bool {
        let own = self.media_type.split('/').next().unwrap_or_default();
        own.eq_ignore_ascii_case(kind)
    }

    /// Its parameters.
    pub fn params(&self) -> &Params {
        &self.params
    }
}

impl HeaderValue for ContentType {
    fn header() -> HeaderName {
        HeaderName::ContentType
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let (media_type, params) = with_params(value)?;
        let media_type = media_range(media_type)?;
        Ok(Self { media_type, params })
    }
}

impl fmt::Display for ContentType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.media_type, self.params)
    }
}
