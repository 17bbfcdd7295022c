//! Reason (RFC 3326 §2).

use std::fmt;

use bytes::Bytes;

use super::super::token::token_with_params;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::StatusCode;
use crate::message::lexis::{number, quote};

/// Why a request is sent: a status of SIP, or a cause of Q.850.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Reason {
    /// `SIP`, `Q.850` or another; compared in any case.
    pub protocol: Box<str>,
    /// Status or cause.
    pub cause: Option<u16>,
    /// For people.
    pub text: Option<Box<str>>,
}

impl Reason {
    /// A status of SIP.
    pub fn sip(status: StatusCode, text: &str) -> Self {
        Self {
            protocol: "SIP".into(),
            cause: Some(status.code()),
            text: Some(text.into()),
        }
    }

    /// A cause of the telephone network (ITU-T Q.850).
    pub fn q850(cause: u8) -> Self {
        Self {
            protocol: "Q.850".into(),
            cause: Some(cause.into()),
            text: None,
        }
    }

    /// Whether it speaks for this protocol.
    pub fn is(&self, protocol: &str) -> bool {
        self.protocol.eq_ignore_ascii_case(protocol)
    }
}

impl HeaderValue for Reason {
    fn header() -> HeaderName {
        HeaderName::Reason
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let (protocol, params) = token_with_params(value)?;
        let cause = params.get("cause").map(|cause| number(cause.as_bytes()));
        Ok(Self {
            protocol,
            cause: cause
                .map(|cause| cause.ok_or(HeaderErrorKind::Number))
                .transpose()?,
            text: params.text("text").map(Into::into),
        })
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.protocol)?;
        if let Some(cause) = self.cause {
            write!(f, ";cause={cause}")?;
        }
        if let Some(text) = &self.text {
            write!(f, ";text={}", quote(text))?;
        }
        Ok(())
    }
}
