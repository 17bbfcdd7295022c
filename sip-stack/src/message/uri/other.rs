//! URIs of schemes we do not interpret.

use std::fmt;

use bytes::Bytes;

use super::UriError;
use crate::message::text::Text;

/// A URI kept as it was written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct OtherUri {
    whole: Text,
    colon: usize,
}

impl OtherUri {
    pub(super) fn read(whole: Bytes, colon: usize) -> Result<Self, UriError> {
        if whole.len() == colon + 1 {
            return Err(UriError::Empty);
        }
        Ok(Self {
            whole: Text::new(whole).ok_or(UriError::NotText)?,
            colon,
        })
    }

    /// What stands before the colon.
    pub fn scheme(&self) -> &str {
        self.whole.get(..self.colon).unwrap_or_default()
    }

    /// What stands behind the colon.
    pub fn rest(&self) -> &str {
        self.whole.get(self.colon + 1..).unwrap_or_default()
    }

    /// The service of a `urn:service:…` (RFC 5031), such as `sos.police`; compared in any case.
    pub fn service(&self) -> Option<&str> {
        let (kind, service) = self.rest().split_once(':')?;
        let is_service = self.scheme().eq_ignore_ascii_case("urn") && kind.eq_ignore_ascii_case("service");
        (is_service && !service.is_empty()).then_some(service)
    }

    /// The whole URI.
    pub fn as_str(&self) -> &str {
        &self.whole
    }
}

impl fmt::Display for OtherUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.whole)
    }
}
