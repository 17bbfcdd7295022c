//! Refer-Sub (RFC 4488 §4).

use std::fmt;

use bytes::Bytes;

use super::super::token::with_params;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};

/// Whether a REFER makes a subscription; it does when this header is not there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct ReferSub(pub bool);

impl HeaderValue for ReferSub {
    fn header() -> HeaderName {
        HeaderName::ReferSub
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let (value, _) = with_params(value)?;
        if value.eq_ignore_ascii_case(b"true") {
            Ok(Self(true))
        } else if value.eq_ignore_ascii_case(b"false") {
            Ok(Self(false))
        } else {
            Err(HeaderErrorKind::Token)
        }
    }
}

impl fmt::Display for ReferSub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
