//! `value;name=value`: what many headers are made of (RFC 3261 §25.1 `generic-param`).

use bytes::Bytes;

use super::HeaderErrorKind;
use crate::message::lexis::{find_bare, is_space, is_token, trim};
use crate::message::params::Params;

/// Cuts a value from its parameters.
pub(super) fn with_params(value: &Bytes) -> Result<(&[u8], Params), HeaderErrorKind> {
    let end = find_bare(value, b';', true).unwrap_or(value.len());
    let params = Params::read(&value.slice(end..)).ok_or(HeaderErrorKind::Params)?;
    Ok((trim(&value[..end]), params))
}

/// A token, not empty.
pub(super) fn token(bytes: &[u8]) -> Result<Box<str>, HeaderErrorKind> {
    match bytes {
        [] => Err(HeaderErrorKind::Empty),
        token if is_token(token) => text(token),
        _ => Err(HeaderErrorKind::Token),
    }
}

/// A token with parameters.
pub(super) fn token_with_params(value: &Bytes) -> Result<(Box<str>, Params), HeaderErrorKind> {
    let (name, params) = with_params(value)?;
    Ok((token(name)?, params))
}

/// A word without white space and list separators, as Call-IDs and tags are.
///
/// Interop: tags of phones hold more than a token may (§25.1), and From and To let them.
pub(super) fn word(bytes: &[u8]) -> Result<Box<str>, HeaderErrorKind> {
    let is_odd = |byte: &u8| is_space(*byte) || byte.is_ascii_control() || b",;\"".contains(byte);
    match bytes {
        [] => Err(HeaderErrorKind::Empty),
        word if word.iter().any(is_odd) => Err(HeaderErrorKind::Token),
        word => text(word),
    }
}

fn text(bytes: &[u8]) -> Result<Box<str>, HeaderErrorKind> {
    let text = std::str::from_utf8(bytes).map_err(|_| HeaderErrorKind::Token)?;
    Ok(text.into())
}
