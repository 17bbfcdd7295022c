//! A dialog named by Call-ID and two tags: the shape that Replaces, Join and Target-Dialog share.

use bytes::Bytes;

use super::super::HeaderErrorKind;
use super::super::token::{with_params, word};
use crate::message::params::Params;

pub(super) struct DialogRef {
    pub(super) call_id: Box<str>,
    pub(super) first_tag: Box<str>,
    pub(super) second_tag: Box<str>,
    pub(super) params: Params,
}

/// Reads a Call-ID and the tags in the parameters of these names; both must be there.
pub(super) fn read(
    value: &Bytes,
    first: &'static str,
    second: &'static str,
) -> Result<DialogRef, HeaderErrorKind> {
    let (call_id, params) = with_params(value)?;
    let call_id = word(call_id)?;
    let tag = |name| word(params.get(name).ok_or(HeaderErrorKind::Without(name))?.as_bytes());
    let (first_tag, second_tag) = (tag(first)?, tag(second)?);
    Ok(DialogRef {
        call_id,
        first_tag,
        second_tag,
        params,
    })
}
