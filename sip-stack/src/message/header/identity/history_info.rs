//! History-Info (RFC 7044 §5).

use std::fmt;

use bytes::Bytes;

use super::super::{HeaderErrorKind, HeaderName, HeaderValue, NameAddr, Reason};
use super::{HistoryIndex, Privacy, PrivacyKind};

/// One target that a request was sent to on its way.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct HistoryInfo {
    address: NameAddr,
    index: HistoryIndex,
}

/// How a target came from an earlier one.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Retargeting {
    /// `rc`: it is where the user of that entry can be reached.
    RegisteredContact(HistoryIndex),
    /// `mp`: it is another user than that of that entry.
    MappedUser(HistoryIndex),
    /// `np`: the target has not changed since that entry.
    NoChange(HistoryIndex),
}

impl HistoryInfo {
    /// A target at that place, as its URI.
    pub fn new(target: NameAddr, index: HistoryIndex) -> Self {
        let mut address = target;
        address.params_mut().set("index", &index.to_string());
        Self { address, index }
    }

    /// The same, saying how it came about.
    #[must_use]
    pub fn with_retargeting(mut self, retargeting: &Retargeting) -> Self {
        let (name, from) = match retargeting {
            Retargeting::RegisteredContact(from) => ("rc", from),
            Retargeting::MappedUser(from) => ("mp", from),
            Retargeting::NoChange(from) => ("np", from),
        };
        self.address.params_mut().set(name, &from.to_string());
        self
    }

    /// The same, saying why this target was left (§5.1: in the URI's headers).
    #[must_use]
    pub fn with_reason(mut self, reason: &Reason) -> Self {
        if let Some(uri) = self.address.uri_mut().as_sip_mut() {
            *uri = uri.clone().with_header("Reason", &reason.to_string());
        }
        self
    }

    /// The same, to be kept from who is called (§10.1).
    #[must_use]
    pub fn with_privacy(mut self) -> Self {
        if let Some(uri) = self.address.uri_mut().as_sip_mut() {
            *uri = uri.clone().with_header("Privacy", "history");
        }
        self
    }

    /// The target, with what its URI's headers say.
    pub fn address(&self) -> &NameAddr {
        &self.address
    }

    /// Its place.
    pub fn index(&self) -> &HistoryIndex {
        &self.index
    }

    /// How it came about, if it says so in a way that can be read.
    pub fn retargeting(&self) -> Option<Retargeting> {
        let from = |name| HistoryIndex::read(self.address.params().get(name)?).ok();
        (from("rc").map(Retargeting::RegisteredContact))
            .or_else(|| from("mp").map(Retargeting::MappedUser))
            .or_else(|| from("np").map(Retargeting::NoChange))
    }

    /// Why this target was left, if it says so in a way that can be read.
    pub fn reason(&self) -> Option<Reason> {
        let value = self.address.uri().as_sip()?.header("Reason")?;
        Reason::read(&value.into()).ok()
    }

    /// Whether it must be kept from who is called.
    pub fn is_private(&self) -> bool {
        let value = self.address.uri().as_sip().and_then(|uri| uri.header("Privacy"));
        value.is_some_and(|value| {
            Privacy::read(&value.into()).is_ok_and(|privacy| !privacy.has(&PrivacyKind::None))
        })
    }
}

impl HeaderValue for HistoryInfo {
    fn header() -> HeaderName {
        HeaderName::HistoryInfo
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let address = NameAddr::read(value)?;
        let index = address
            .params()
            .get("index")
            .ok_or(HeaderErrorKind::Without("index"))?;
        let index = HistoryIndex::read(index)?;
        Ok(Self { address, index })
    }

    fn to_bytes(&self) -> Bytes {
        self.address.to_bytes()
    }
}

impl fmt::Display for HistoryInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.address.fmt(f)
    }
}
