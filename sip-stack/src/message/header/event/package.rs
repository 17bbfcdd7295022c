//! Event (RFC 6665 §8.2.1) and Allow-Events (§8.2.2).

use std::fmt;

use bytes::Bytes;

use super::super::token::token_with_params;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue, Headers};
use crate::message::params::Params;

/// What is subscribed to or told.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Event {
    package: Box<str>,
    params: Params,
}

impl Event {
    /// A package such as `dialog` or `presence.winfo`.
    pub fn new(package: &str) -> Self {
        Self {
            package: package.into(),
            params: Params::new(),
        }
    }

    /// The same with an `id`, which tells subscriptions of one package in one dialog apart.
    #[must_use]
    pub fn with_id(mut self, id: &str) -> Self {
        self.params.set("id", id);
        self
    }

    /// The same with a parameter of its package.
    #[must_use]
    pub fn with_param(mut self, name: &str, value: &str) -> Self {
        self.params.set(name, value);
        self
    }

    /// The package with its templates, as written; compared with regard to case (§8.2.1).
    pub fn package(&self) -> &str {
        &self.package
    }

    /// The `id`, if there is one.
    pub fn id(&self) -> Option<&str> {
        self.params.get("id")
    }

    /// All parameters.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// Whether both name the same subscription within a dialog (§8.2.1): package and `id`, nothing else.
    pub fn is_same(&self, other: &Self) -> bool {
        self.package == other.package && self.id() == other.id()
    }
}

impl HeaderValue for Event {
    fn header() -> HeaderName {
        HeaderName::Event
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let (package, params) = token_with_params(value)?;
        Ok(Self { package, params })
    }
}

impl fmt::Display for Event {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.package, self.params)
    }
}

impl Headers {
    /// The event packages the sender knows (RFC 6665 §8.2.2).
    pub fn allow_events(&self) -> Vec<String> {
        self.tokens(HeaderName::AllowEvents)
    }
}
