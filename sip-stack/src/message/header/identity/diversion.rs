//! Diversion (RFC 5806 §5).

use std::fmt;

use bytes::Bytes;

use super::super::{HeaderErrorKind, HeaderName, HeaderValue, NameAddr};
use crate::message::lexis::number;

/// Who sent the call on, and why; the latest stands first.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Diversion(pub NameAddr);

impl Diversion {
    /// A diversion by this user for a reason of §5, such as `unconditional`, `user-busy`, `no-answer`.
    pub fn new(mut address: NameAddr, reason: &str) -> Self {
        address.params_mut().set("reason", reason);
        Self(address)
    }

    /// The same, standing for that many diversions (1–99).
    #[must_use]
    pub fn with_counter(mut self, counter: u8) -> Self {
        self.0.params_mut().set("counter", &counter.to_string());
        self
    }

    /// The same, not to be told to who is called.
    #[must_use]
    pub fn with_privacy(mut self) -> Self {
        self.0.params_mut().set("privacy", "full");
        self
    }

    /// Why, as written.
    pub fn reason(&self) -> Option<&str> {
        self.0.params().get("reason")
    }

    /// How many diversions this entry stands for; 1 if it does not say or cannot be read.
    pub fn counter(&self) -> u8 {
        let counter = self.0.params().get("counter");
        counter
            .and_then(|counter| number(counter.as_bytes()))
            .unwrap_or(1)
    }

    /// Whether it must not be told to who is called.
    pub fn is_private(&self) -> bool {
        let privacy = self.0.params().get("privacy");
        privacy.is_some_and(|privacy| !privacy.eq_ignore_ascii_case("off"))
    }
}

impl HeaderValue for Diversion {
    fn header() -> HeaderName {
        HeaderName::Diversion
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        NameAddr::read(value).map(Self)
    }

    fn to_bytes(&self) -> Bytes {
        self.0.to_bytes()
    }
}

impl fmt::Display for Diversion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
