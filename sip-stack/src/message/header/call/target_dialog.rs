//! Target-Dialog (RFC 4538 §5).

use std::fmt;

use bytes::Bytes;

use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use super::dialog_ref;

/// A dialog that the sender of a request knows, as proof that it may send it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TargetDialog {
    /// The dialog's Call-ID.
    pub call_id: Box<str>,
    /// The local tag, as who receives this header sees it.
    pub local_tag: Box<str>,
    /// The remote tag, as who receives this header sees it.
    pub remote_tag: Box<str>,
}

impl HeaderValue for TargetDialog {
    fn header() -> HeaderName {
        HeaderName::TargetDialog
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let named = dialog_ref::read(value, "local-tag", "remote-tag")?;
        Ok(Self {
            call_id: named.call_id,
            local_tag: named.first_tag,
            remote_tag: named.second_tag,
        })
    }
}

impl fmt::Display for TargetDialog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{};local-tag={};remote-tag={}",
            self.call_id, self.local_tag, self.remote_tag
        )
    }
}
