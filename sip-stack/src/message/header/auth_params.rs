//! `scheme name=value, name="value"` (RFC 3261 §25.1 `credentials`, `challenge`).

use super::HeaderErrorKind;
use crate::message::lexis::{is_space, is_token, list, quoted_end, trim, unquote};

/// Parameters read from one header: no message may name more.
const AUTH_PARAMS_MAX: usize = 32;

/// A scheme with its parameters, values unquoted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AuthParams {
    scheme: Box<str>,
    params: Pairs,
}

/// `name=value, name="value"`, values unquoted; no name twice.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Pairs(Vec<(Box<str>, Box<str>)>);

impl Pairs {
    pub(super) fn read(value: &[u8]) -> Result<Self, HeaderErrorKind> {
        let mut pairs: Vec<(Box<str>, Box<str>)> = Vec::new();
        for item in list(value, b',').filter(|item| !item.is_empty()) {
            let (name, value) = param(item)?;
            if pairs.len() == AUTH_PARAMS_MAX || pairs.iter().any(|(own, _)| own.eq_ignore_ascii_case(&name))
            {
                return Err(HeaderErrorKind::Repeated);
            }
            pairs.push((name, value));
        }
        Ok(Self(pairs))
    }

    pub(super) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
        found.map(|(_, value)| &**value)
    }
}

impl AuthParams {
    /// Reads the value of one header; a parameter given twice is an error.
    pub fn parse(value: &[u8]) -> Result<Self, HeaderErrorKind> {
        let value = trim(value);
        let end = value
            .iter()
            .position(|byte| is_space(*byte))
            .unwrap_or(value.len());
        if !is_token(&value[..end]) {
            return Err(HeaderErrorKind::Token);
        }
        Ok(Self {
            scheme: String::from_utf8_lossy(&value[..end]).into(),
            params: Pairs::read(&value[end..])?,
        })
    }

    /// Whether the scheme is this one, in any case.
    pub fn is(&self, scheme: &str) -> bool {
        self.scheme.eq_ignore_ascii_case(scheme)
    }

    /// A parameter's value, without quotes and escapes.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.params.get(name)
    }
}

fn param(item: &[u8]) -> Result<(Box<str>, Box<str>), HeaderErrorKind> {
    let at = item
        .iter()
        .position(|byte| *byte == b'=')
        .ok_or(HeaderErrorKind::Params)?;
    let (name, value) = (trim(&item[..at]), trim(&item[at + 1..]));
    let sound = match value {
        [b'"', ..] => quoted_end(value) == Some(value.len()),
        _ => !value.contains(&b'"'),
    };
    if !is_token(name) || !sound {
        return Err(HeaderErrorKind::Params);
    }
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into();
    Ok((text(name), text(&unquote(value))))
}
