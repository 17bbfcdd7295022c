//! A dialog named by Call-ID and two tags: the shape that Replaces, Join and Target-Dialog share.

use bytes::Bytes;

use super::super::HeaderErrorKind;
use super::super::token::word;
use crate::message::lexis::trim;
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
    // A Call-ID may hold `<` (§25.1 `word`), which encloses nothing; a tag that did would hide what follows it.
    let end = value.iter().position(|byte| *byte == b';').unwrap_or(value.len());
    let params = Params::read(&value.slice(end..)).ok_or(HeaderErrorKind::Params)?;
    let call_id = word(trim(&value[..end]))?;
    let tag = |name| {
        let tag = params.get(name).ok_or(HeaderErrorKind::Without(name))?;
        match tag.contains(['<', '>']) {
            true => Err(HeaderErrorKind::Token),
            false => word(tag.as_bytes()),
        }
    };
    let (first_tag, second_tag) = (tag(first)?, tag(second)?);
    Ok(DialogRef {
        call_id,
        first_tag,
        second_tag,
        params,
    })
}
