//! Warning (RFC 3261 §20.43).

use std::fmt;

use bytes::Bytes;

use super::super::token::word;
use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use crate::message::lexis::{is_space, number, quote, quoted_end, trim, unquote};

/// Why something could not be had as it was asked for.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Warning {
    /// 300–399, by the registry.
    pub code: u16,
    /// Who warns: host and port, or a made-up name.
    pub agent: Box<str>,
    /// For people.
    pub text: Box<str>,
}

impl HeaderValue for Warning {
    fn header() -> HeaderName {
        HeaderName::Warning
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let (code, rest) = word_and_rest(trim(value))?;
        let (agent, text) = word_and_rest(rest)?;
        if text.first() != Some(&b'"') || quoted_end(text) != Some(text.len()) {
            return Err(HeaderErrorKind::Unclosed);
        }
        let code = (code.len() == 3).then(|| number(code)).flatten();
        Ok(Self {
            code: code.ok_or(HeaderErrorKind::Number)?,
            agent: word(agent)?,
            text: String::from_utf8_lossy(&unquote(text)).into(),
        })
    }
}

fn word_and_rest(bytes: &[u8]) -> Result<(&[u8], &[u8]), HeaderErrorKind> {
    let end = bytes.iter().position(|byte| is_space(*byte));
    let (word, rest) = bytes.split_at(end.ok_or(HeaderErrorKind::Token)?);
    Ok((word, trim(rest)))
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:03} {} {}", self.code, self.agent, quote(&self.text))
    }
}
