//! Identity (RFC 8224 §4): a signed statement of who calls. Nothing is verified here.

use std::fmt;

use bytes::Bytes;

use super::super::token::with_params;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::params::Params;

/// A PASSporT, full or compact, and where its certificate lies.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Identity {
    passport: Box<str>,
    params: Params,
}

impl Identity {
    /// A signed PASSporT: base64url pieces with dots between them.
    pub fn new(passport: &str, info: &str) -> Self {
        let mut params = Params::new();
        params.set_address("info", info);
        Self {
            passport: passport.into(),
            params,
        }
    }

    /// The same with the kind of statement, such as `shaken` or `div`.
    #[must_use]
    pub fn with_ppt(mut self, ppt: &str) -> Self {
        self.params.set_quoted("ppt", ppt);
        self
    }

    /// The same with the signature's algorithm.
    #[must_use]
    pub fn with_alg(mut self, alg: &str) -> Self {
        self.params.set("alg", alg);
        self
    }

    /// The PASSporT as written.
    pub fn passport(&self) -> &str {
        &self.passport
    }

    /// Where the certificate lies, without brackets.
    pub fn info(&self) -> Option<&str> {
        let info = self.params.get("info")?;
        info.strip_prefix('<')?.strip_suffix('>')
    }

    /// The kind of statement, such as `shaken`.
    pub fn ppt(&self) -> Option<&str> {
        self.params.get("ppt")
    }

    /// The signature's algorithm; `ES256` if it does not say (§4.1).
    pub fn alg(&self) -> &str {
        self.params.get("alg").unwrap_or("ES256")
    }
}

impl HeaderValue for Identity {
    fn header() -> HeaderName {
        HeaderName::Identity
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let (passport, params) = with_params(value)?;
        // Interop: RFC 4474 wrote the signature in quotes; that is no PASSporT.
        let is_byte = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.=+/".contains(byte);
        if passport.is_empty() {
            return Err(HeaderErrorKind::Empty);
        }
        if !passport.iter().all(is_byte) {
            return Err(HeaderErrorKind::Token);
        }
        let identity = Self {
            passport: String::from_utf8_lossy(passport).into(),
            params,
        };
        match identity.info() {
            Some(_) => Ok(identity),
            None => Err(HeaderErrorKind::Without("info")),
        }
    }
}

impl fmt::Display for Identity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.passport, self.params)
    }
}
