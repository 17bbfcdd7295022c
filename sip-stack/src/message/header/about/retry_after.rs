//! Retry-After in full (RFC 3261 §20.33).

use std::fmt;

use bytes::Bytes;

use super::super::token::with_params;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::lexis::{saturating_number, trim};

/// When to try again.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct RetryAfter {
    /// Seconds to wait; too large numbers saturate.
    pub seconds: u32,
    /// For how many seconds the callee can be reached from then on.
    pub duration: Option<u32>,
}

impl HeaderValue for RetryAfter {
    fn header() -> HeaderName {
        HeaderName::RetryAfter
    }

    /// A comment in parentheses is passed over.
    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let bare: Bytes = match (
            value.iter().position(|byte| *byte == b'('),
            value.iter().rposition(|byte| *byte == b')'),
        ) {
            (Some(open), Some(close)) if open < close => {
                [&value[..open], &value[close + 1..]].concat().into()
            }
            (None, None) => value.clone(),
            _ => return Err(HeaderErrorKind::Unclosed),
        };
        let (seconds, params) = with_params(&bare)?;
        let duration = params.get("duration");
        Ok(Self {
            seconds: saturating_number(trim(seconds)).ok_or(HeaderErrorKind::Number)?,
            duration: duration.and_then(|duration| saturating_number(duration.as_bytes())),
        })
    }
}

impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.seconds.fmt(f)?;
        match self.duration {
            Some(duration) => write!(f, ";duration={duration}"),
            None => Ok(()),
        }
    }
}
