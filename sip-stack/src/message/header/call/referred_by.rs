//! Referred-By (RFC 3892 §3).

use std::fmt;

use bytes::Bytes;

use super::super::{HeaderErrorKind, HeaderName, HeaderValue, NameAddr};

/// Who sent the REFER that led to this request.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ReferredBy(pub NameAddr);

impl ReferredBy {
    /// The Content-ID of the body part that proves it, without brackets.
    pub fn cid(&self) -> Option<&str> {
        self.0.params().get("cid")
    }
}

impl HeaderValue for ReferredBy {
    fn header() -> HeaderName {
        HeaderName::ReferredBy
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        NameAddr::read(value).map(Self)
    }

    fn to_bytes(&self) -> Bytes {
        self.0.to_bytes()
    }
}

impl fmt::Display for ReferredBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
