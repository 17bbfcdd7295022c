//! Text as every database takes it.

use std::borrow::Cow;

/// PostgreSQL's text has no U+0000, so a peer's is replaced before any database sees it.
pub(crate) fn storable(text: &str) -> Cow<'_, str> {
    if text.contains('\0') {
        Cow::Owned(text.replace('\0', "\u{fffd}"))
    } else {
        Cow::Borrowed(text)
    }
}
