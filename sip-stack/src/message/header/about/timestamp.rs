//! Timestamp (RFC 3261 §20.38, §8.2.6.1).

use std::fmt;
use std::time::Duration;

use bytes::Bytes;

use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::lexis::{is_space, number, trim};

/// Digits behind the point that are kept.
const NANOSECOND_DIGITS: usize = 9;

/// When a request was sent, by its sender's clock, and how long the answer took to make.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Timestamp {
    /// As the sender wrote it: it goes back unchanged.
    pub sent: Box<str>,
    /// How long who answers held the request.
    pub delay: Option<Duration>,
}

impl HeaderValue for Timestamp {
    fn header() -> HeaderName {
        HeaderName::Timestamp
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let value = trim(value);
        let end = value
            .iter()
            .position(|byte| is_space(*byte))
            .unwrap_or(value.len());
        let (sent, delay) = (&value[..end], trim(&value[end..]));
        let text = std::str::from_utf8(sent).map_err(|_| HeaderErrorKind::Number)?;
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let points = text.bytes().filter(|byte| *byte == b'.').count();
        if !text.starts_with(|c: char| c.is_ascii_digit()) || points > 1 || digits + points != text.len() {
            return Err(HeaderErrorKind::Number);
        }
        let delay = (!delay.is_empty()).then(|| decimal(delay).ok_or(HeaderErrorKind::Number));
        Ok(Self {
            sent: text.into(),
            delay: delay.transpose()?,
        })
    }
}

/// `0.54`, `.5` and `3` in seconds.
fn decimal(bytes: &[u8]) -> Option<Duration> {
    let point = bytes.iter().position(|byte| *byte == b'.').unwrap_or(bytes.len());
    let (whole, part) = (&bytes[..point], bytes.get(point + 1..).unwrap_or_default());
    if whole.is_empty() && part.is_empty() || !part.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let seconds = if whole.is_empty() {
        0
    } else {
        number::<u32>(whole)?
    };
    let mut nanos = [b'0'; NANOSECOND_DIGITS];
    nanos.iter_mut().zip(part).for_each(|(digit, own)| *digit = *own);
    Some(Duration::new(seconds.into(), number(&nanos)?))
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sent)?;
        match self.delay {
            Some(delay) => write!(f, " {}.{:09}", delay.as_secs(), delay.subsec_nanos()),
            None => Ok(()),
        }
    }
}
