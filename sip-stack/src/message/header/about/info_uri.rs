//! Alert-Info, Call-Info and Error-Info (RFC 3261 §20.4, §20.9, §20.18; RFC 7462).

use std::fmt;

use bytes::Bytes;

use super::super::token::with_params;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::Uri;
use crate::message::lexis::trim;
use crate::message::params::Params;

macro_rules! info_uri {
    ($(#[doc = $doc:literal] $name:ident)*) => {
        $(
            #[doc = $doc]
            #[derive(Clone, PartialEq, Eq, Hash, Debug)]
            pub struct $name {
                /// Where it is, or its name (`urn:alert:…`).
                pub uri: Uri,
                /// What it is for.
                pub params: Params,
            }

            impl $name {
                /// Without parameters.
                pub fn new(uri: Uri) -> Self {
                    Self { uri, params: Params::new() }
                }
            }

            impl HeaderValue for $name {
                fn header() -> HeaderName {
                    HeaderName::$name
                }

                fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
                    let (uri, params) = read(value)?;
                    Ok(Self { uri, params })
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "<{}>{}", self.uri, self.params)
                }
            }
        )*
    };
}

info_uri! {
    /// How the callee's phone shall ring, or what the caller shall hear.
    AlertInfo
    /// More about the caller or the callee.
    CallInfo
    /// More about why a request failed.
    ErrorInfo
}

/// `<uri>` with parameters; words without a URI, as some phones take them, are refused and passed on as they are.
fn read(value: &Bytes) -> Result<(Uri, Params), HeaderErrorKind> {
    let (uri, params) = with_params(value)?;
    let inner = uri.strip_prefix(b"<").and_then(|uri| uri.strip_suffix(b">"));
    let uri = inner.ok_or(HeaderErrorKind::Unclosed)?;
    Ok((Uri::read(&value.slice_ref(trim(uri)))?, params))
}
