//! RSeq (RFC 3262 §7.1).

use std::fmt;
use std::num::NonZeroU32;

use bytes::Bytes;

use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::lexis::number;

/// The place of a reliable provisional response among those of its request; never 0.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct RSeq(pub NonZeroU32);

impl HeaderValue for RSeq {
    fn header() -> HeaderName {
        HeaderName::RSeq
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        number(value).map(Self).ok_or(HeaderErrorKind::Number)
    }
}

impl fmt::Display for RSeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
