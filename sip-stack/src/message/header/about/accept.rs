//! Accept, Accept-Encoding and Accept-Language (RFC 3261 §20.1 to §20.3).

use std::fmt;

use bytes::Bytes;

use super::super::token::{token, with_params};
use super::super::{HeaderErrorKind, HeaderName, HeaderValue, Headers};
use crate::message::lexis::{is_token, trim};
use crate::message::params::Params;

/// A kind of thing that is accepted, with how much it is wanted.
macro_rules! accepted {
    ($(#[doc = $doc:literal] $name:ident $check:ident)*) => {
        $(
            #[doc = $doc]
            #[derive(Clone, PartialEq, Eq, Hash, Debug)]
            pub struct $name {
                /// As written: `type/subtype`, a coding, or a language; `*` for all.
                pub range: Box<str>,
                params: Params,
            }

            impl $name {
                /// Without parameters.
                pub fn new(range: &str) -> Self {
                    Self { range: range.into(), params: Params::new() }
                }

                /// How much it is wanted, in thousandths; 1000 if it does not say.
                pub fn q(&self) -> u16 {
                    self.params.get("q").and_then(thousandths).unwrap_or(1000)
                }
            }

            impl HeaderValue for $name {
                fn header() -> HeaderName {
                    HeaderName::$name
                }

                fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
                    let (range, params) = with_params(value)?;
                    Ok(Self { range: $check(range)?, params })
                }
            }

            impl fmt::Display for $name {
                fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    write!(f, "{}{}", self.range, self.params)
                }
            }
        )*
    };
}

accepted! {
    /// A media range.
    Accept media_range
    /// A content coding.
    AcceptEncoding token
    /// A language range.
    AcceptLanguage token
}

/// `type/subtype`, white space around the slash left out.
pub(super) fn media_range(bytes: &[u8]) -> Result<Box<str>, HeaderErrorKind> {
    let slash = bytes.iter().position(|byte| *byte == b'/');
    let (kind, subtype) = bytes.split_at(slash.ok_or(HeaderErrorKind::Token)?);
    let (kind, subtype) = (trim(kind), trim(&subtype[1..]));
    if !is_token(kind) || !is_token(subtype) {
        return Err(HeaderErrorKind::Token);
    }
    Ok(format!("{}/{}", token(kind)?, token(subtype)?).into())
}

/// `0.75` is 750; at most three digits behind the point, at most 1 (RFC 3261 §25.1 `qvalue`).
fn thousandths(text: &str) -> Option<u16> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(whole, "0" | "1") || part.len() > 3 || !is_digits(part) {
        return None;
    }
    let thousandths = u16::from(whole == "1") * 1000 + format!("{part:0<3}").parse::<u16>().ok()?;
    (thousandths <= 1000).then_some(thousandths)
}

impl Headers {
    /// Whether a body of this media type is accepted; without Accept, only `application/sdp` is (§20.1).
    pub fn accepts(&self, media_type: &str) -> bool {
        if !self.has(HeaderName::Accept) {
            return media_type.eq_ignore_ascii_case("application/sdp");
        }
        let covers = |range: &str| {
            let kind = range.strip_suffix("/*");
            range == "*/*"
                || range.eq_ignore_ascii_case(media_type)
                || kind
                    .zip(media_type.split_once('/'))
                    .is_some_and(|(kind, (own, _))| kind.eq_ignore_ascii_case(own))
        };
        let ranges = self.list::<Accept>().unwrap_or_default();
        ranges
            .iter()
            .any(|accept| covers(&accept.range) && accept.q() > 0)
    }
}
