//! SIP-ETag and SIP-If-Match (RFC 3903 §11.3).

use std::fmt;

use bytes::Bytes;

use super::super::token::token;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};

/// The name of a published state, chosen by who keeps it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SipEtag(pub Box<str>);

/// The name of the published state that a PUBLISH is about.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct SipIfMatch(pub Box<str>);

impl HeaderValue for SipEtag {
    fn header() -> HeaderName {
        HeaderName::SipEtag
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        token(value).map(Self)
    }
}

impl HeaderValue for SipIfMatch {
    fn header() -> HeaderName {
        HeaderName::SipIfMatch
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        token(value).map(Self)
    }
}

impl fmt::Display for SipEtag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for SipIfMatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
