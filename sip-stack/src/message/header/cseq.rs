//! CSeq (RFC 3261 §20.16).

use std::fmt;

use super::{HeaderError, HeaderErrorKind, HeaderName, Headers};
use crate::message::Method;
use crate::message::lexis::{is_space, number, trim};

/// The largest sequence number (§8.1.1.5: less than 2^31).
const NUMBER_MAX: u32 = 0x7fff_ffff;

/// The place of a request in its dialog.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct CSeq {
    /// Grows by one with each request.
    pub number: u32,
    /// The request's method.
    pub method: Method,
}

impl CSeq {
    /// A number and a method.
    pub fn new(number: u32, method: Method) -> Self {
        Self { number, method }
    }

    pub(super) fn read(value: &[u8]) -> Result<Self, HeaderErrorKind> {
        let end = value
            .iter()
            .position(|byte| is_space(*byte))
            .ok_or(HeaderErrorKind::Token)?;
        let number = number(&value[..end]).filter(|number| *number <= NUMBER_MAX);
        Ok(Self {
            number: number.ok_or(HeaderErrorKind::Number)?,
            method: Method::parse(trim(&value[end..])).ok_or(HeaderErrorKind::Token)?,
        })
    }
}

impl fmt::Display for CSeq {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.method)
    }
}

impl Headers {
    /// The sequence number and method.
    pub fn cseq(&self) -> Result<CSeq, HeaderError> {
        let value = self.single(HeaderName::CSeq)?;
        CSeq::read(&value).map_err(|kind| kind.of(HeaderName::CSeq))
    }
}
