//! Refer-To (RFC 3515 §2.1, RFC 3891 §7.2).

use std::fmt;

use bytes::Bytes;

use super::super::{HeaderErrorKind, HeaderName, HeaderValue, NameAddr};
use super::Replaces;
use crate::message::{Method, Uri};

/// Whom the receiver of a REFER shall contact, and how.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ReferTo(pub NameAddr);

impl ReferTo {
    /// The address alone: without the parts that only say how.
    pub fn target(&self) -> Uri {
        let mut uri = self.0.uri().clone();
        if let Some(uri) = uri.as_sip_mut() {
            uri.clear_headers();
            uri.params_mut().remove("method");
        }
        uri
    }

    /// The request to send; INVITE unless the URI says otherwise.
    pub fn method(&self) -> Method {
        let uri = self.0.uri().as_sip();
        uri.and_then(|uri| Method::parse(uri.params().get("method")?.as_bytes()))
            .unwrap_or(Method::Invite)
    }

    /// The dialog that the new call shall take the place of: an attended transfer.
    pub fn replaces(&self) -> Result<Option<Replaces>, HeaderErrorKind> {
        let uri = self.0.uri().as_sip();
        uri.and_then(|uri| uri.header("Replaces"))
            .map(|value| Replaces::read(&value.into()))
            .transpose()
    }
}

impl HeaderValue for ReferTo {
    fn header() -> HeaderName {
        HeaderName::ReferTo
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        NameAddr::read(value).map(Self)
    }

    fn to_bytes(&self) -> Bytes {
        self.0.to_bytes()
    }
}

impl fmt::Display for ReferTo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
