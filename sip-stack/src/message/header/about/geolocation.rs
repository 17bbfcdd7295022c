//! Geolocation and Geolocation-Routing (RFC 6442 §4.1, §4.2).

use std::fmt;

use bytes::Bytes;

use super::super::{HeaderErrorKind, HeaderName, HeaderValue, NameAddr};
use crate::message::Uri;
use crate::message::lexis::trim;

/// Where a location is told: `cid:` is a part of the body, anything else is to be fetched.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Geolocation(NameAddr);

/// Whether the location may be used for routing; other words than `yes` mean no.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct GeolocationRouting(pub bool);

impl Geolocation {
    /// A location at that URI.
    pub fn new(uri: Uri) -> Self {
        Self(NameAddr::new(uri))
    }

    /// Where it is told.
    pub fn uri(&self) -> &Uri {
        self.0.uri()
    }

    /// The Content-ID of the body part that tells it, if one does.
    pub fn content_id(&self) -> Option<&str> {
        match self.0.uri() {
            Uri::Other(uri) if uri.scheme().eq_ignore_ascii_case("cid") => Some(uri.rest()),
            _ => None,
        }
    }
}

impl HeaderValue for Geolocation {
    fn header() -> HeaderName {
        HeaderName::Geolocation
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        NameAddr::read(value).map(Self)
    }

    fn to_bytes(&self) -> Bytes {
        self.0.to_bytes()
    }
}

impl HeaderValue for GeolocationRouting {
    fn header() -> HeaderName {
        HeaderName::GeolocationRouting
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        Ok(Self(trim(value).eq_ignore_ascii_case(b"yes")))
    }
}

impl fmt::Display for Geolocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for GeolocationRouting {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 { "yes" } else { "no" })
    }
}
