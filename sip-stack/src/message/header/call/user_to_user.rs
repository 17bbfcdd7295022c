//! User-to-User (RFC 7433 §4).

use std::fmt;

use bytes::Bytes;

use super::super::token::with_params;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::lexis::{is_token, quote, quoted_end, unquote};
use crate::message::params::Params;

/// Data that one application sends to the other's, which nobody on the way reads.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct UserToUser {
    data: Box<str>,
    params: Params,
}

impl UserToUser {
    /// Data in that encoding; `hex` is the one that RFC 7433 names.
    pub fn new(data: &str, encoding: &str) -> Self {
        let mut params = Params::new();
        params.set("encoding", encoding);
        Self {
            data: data.into(),
            params,
        }
    }

    /// The same with the application's name.
    #[must_use]
    pub fn with_purpose(mut self, purpose: &str) -> Self {
        self.params.set("purpose", purpose);
        self
    }

    /// As its encoding says.
    pub fn data(&self) -> &str {
        &self.data
    }

    /// How the data is written; `hex` if it does not say (§4.1).
    pub fn encoding(&self) -> &str {
        self.params.get("encoding").unwrap_or("hex")
    }

    /// Which application it is for.
    pub fn purpose(&self) -> Option<&str> {
        self.params.get("purpose")
    }

    /// What the data is.
    pub fn content(&self) -> Option<&str> {
        self.params.get("content")
    }
}

impl HeaderValue for UserToUser {
    fn header() -> HeaderName {
        HeaderName::UserToUser
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let (data, params) = with_params(value)?;
        let is_data = match data {
            [] => return Err(HeaderErrorKind::Empty),
            [b'"', ..] => quoted_end(data) == Some(data.len()),
            // Interop: base64 ends in `=`, and is not always quoted.
            _ => data.iter().all(|byte| is_token(&[*byte]) || b"=/".contains(byte)),
        };
        if !is_data {
            return Err(HeaderErrorKind::Token);
        }
        let data = String::from_utf8_lossy(&unquote(data)).into();
        Ok(Self { data, params })
    }
}

impl fmt::Display for UserToUser {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if is_token(self.data.as_bytes()) {
            write!(f, "{}{}", self.data, self.params)
        } else {
            write!(f, "{}{}", quote(&self.data), self.params)
        }
    }
}
