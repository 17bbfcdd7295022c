//! Replaces (RFC 3891 §6.1).

use std::fmt;

use bytes::Bytes;

use super::super::{HeaderErrorKind, HeaderName, HeaderValue};
use super::dialog_ref;

/// The dialog whose place a call shall take.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Replaces {
    /// The dialog's Call-ID.
    pub call_id: Box<str>,
    /// The local tag, as who receives this header sees it.
    pub to_tag: Box<str>,
    /// The remote tag, as who receives this header sees it.
    pub from_tag: Box<str>,
    /// Only if the dialog is not yet answered; else 486 (§3).
    pub early_only: bool,
}

impl HeaderValue for Replaces {
    fn header() -> HeaderName {
        HeaderName::Replaces
    }

    fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let named = dialog_ref::read(value, "to-tag", "from-tag")?;
        Ok(Self {
            early_only: named.params.has("early-only"),
            call_id: named.call_id,
            to_tag: named.first_tag,
            from_tag: named.second_tag,
        })
    }
}

impl fmt::Display for Replaces {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{};to-tag={};from-tag={}",
            self.call_id, self.to_tag, self.from_tag
        )?;
        f.write_str(if self.early_only { ";early-only" } else { "" })
    }
}
