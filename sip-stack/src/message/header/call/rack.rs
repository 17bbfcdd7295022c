//! RAck (RFC 3262 §7.2).

use std::fmt;

use bytes::Bytes;

use super::super::{CSeq, HeaderErrorKind, HeaderName, HeaderValue};
use super::RSeq;
use crate::message::lexis::{is_space, trim};

/// Which reliable provisional response a PRACK acknowledges.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RAck {
    /// That response's RSeq.
    pub rseq: RSeq,
    /// That response's CSeq.
    pub cseq: CSeq,
}

impl HeaderValue for RAck {
    fn header() -> HeaderName {
        HeaderName::RAck
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let value = value.slice_ref(trim(value));
        let end = value
            .iter()
            .position(|byte| is_space(*byte))
            .ok_or(HeaderErrorKind::Token)?;
        Ok(Self {
            rseq: RSeq::read(&value.slice(..end))?,
            cseq: CSeq::read(trim(&value[end..]))?,
        })
    }
}

impl fmt::Display for RAck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.rseq, self.cseq)
    }
}
