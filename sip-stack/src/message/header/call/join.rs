//! Join (RFC 3911 §7.1).

use std::fmt;

use bytes::Bytes;

use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use super::dialog_ref;

/// The dialog that a call shall become part of.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Join {
    /// The dialog's Call-ID.
    pub call_id: Box<str>,
    /// The local tag, as who receives this header sees it.
    pub to_tag: Box<str>,
    /// The remote tag, as who receives this header sees it.
    pub from_tag: Box<str>,
}

impl HeaderValue for Join {
    fn header() -> HeaderName {
        HeaderName::Join
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let named = dialog_ref::read(value, "to-tag", "from-tag")?;
        Ok(Self {
            call_id: named.call_id,
            to_tag: named.first_tag,
            from_tag: named.second_tag,
        })
    }
}

impl fmt::Display for Join {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{};to-tag={};from-tag={}",
            self.call_id, self.to_tag, self.from_tag
        )
    }
}
