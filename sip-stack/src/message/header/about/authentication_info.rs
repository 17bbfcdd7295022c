//! Authentication-Info (RFC 7616 §3.5).

use std::fmt;

use bytes::Bytes;

use super::super::auth_params::Pairs;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::lexis::{is_token, quote};

/// What a server says when credentials were right.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Default)]
pub struct AuthenticationInfo {
    /// The nonce to use next.
    pub nextnonce: Option<Box<str>>,
    /// The quality of protection of `rspauth`.
    pub qop: Option<Box<str>>,
    /// The proof that the server knows the password too.
    pub rspauth: Option<Box<str>>,
    /// The client's nonce.
    pub cnonce: Option<Box<str>>,
    /// The nonce count, eight hexadecimal digits.
    pub nc: Option<Box<str>>,
}

impl HeaderValue for AuthenticationInfo {
    fn header() -> HeaderName {
        HeaderName::AuthenticationInfo
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let pairs = Pairs::read(value)?;
        let take = |name| pairs.get(name).map(Into::into);
        Ok(Self {
            nextnonce: take("nextnonce"),
            qop: take("qop"),
            rspauth: take("rspauth"),
            cnonce: take("cnonce"),
            nc: take("nc"),
        })
    }
}

impl fmt::Display for AuthenticationInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let quoted = |name: &str, value: &Option<Box<str>>| {
            value.as_ref().map(|value| format!("{name}={}", quote(value)))
        };
        // Some server may have quoted what is no token: bare it would read as several pairs.
        let plain = |name: &str, value: &Option<Box<str>>| match value {
            Some(value) if is_token(value.as_bytes()) => Some(format!("{name}={value}")),
            _ => quoted(name, value),
        };
        let pieces = [
            quoted("nextnonce", &self.nextnonce),
            plain("qop", &self.qop),
            quoted("rspauth", &self.rspauth),
            quoted("cnonce", &self.cnonce),
            plain("nc", &self.nc),
        ];
        let pieces: Vec<_> = pieces.into_iter().flatten().collect();
        f.write_str(&pieces.join(", "))
    }
}
