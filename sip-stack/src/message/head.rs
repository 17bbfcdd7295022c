//! Where lines end and where the body starts (RFC 3261 §7.3.1, §7.5).

use std::ops::Range;

use memchr::{memchr, memchr2};

/// One line of the head: its bytes with the line end, and those before it. Folded lines are one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) whole: Range<usize>,
    pub(super) content_end: usize,
}

impl Line {
    pub(super) fn is_empty(&self) -> bool {
        self.whole.start == self.content_end
    }

    pub(super) fn content<'a>(&self, bytes: &'a [u8]) -> &'a [u8] {
        &bytes[self.whole.start..self.content_end]
    }
}

/// How many bytes of line ends stand before the start line; they are passed over (§7.5).
pub(super) fn leading_line_ends(bytes: &[u8]) -> usize {
    bytes
        .iter()
        .position(|byte| !matches!(byte, b'\r' | b'\n'))
        .unwrap_or(bytes.len())
}

/// The line that starts at `at`; `None` if it does not end.
///
/// Interop: a bare line feed ends a line too, as hand-made messages have it.
pub(super) fn line_at(bytes: &[u8], at: usize, may_fold: bool) -> Option<Line> {
    let mut end = at;
    loop {
        end += memchr(b'\n', bytes.get(end..)?)? + 1;
        let content_end = if bytes[..end].ends_with(b"\r\n") && end - at >= 2 {
            end - 2
        } else {
            end - 1
        };
        let is_folded = may_fold && content_end > at && matches!(bytes.get(end), Some(b' ' | b'\t'));
        if !is_folded {
            return Some(Line {
                whole: at..end,
                content_end,
            });
        }
    }
}

/// Whether a carriage return stands where no line ends, or a line feed where no fold is.
pub(super) fn has_stray_line_end(content: &[u8]) -> bool {
    let mut rest = content;
    while let Some(at) = memchr2(b'\r', b'\n', rest) {
        let after = if rest[at..].starts_with(b"\r\n") {
            at + 2
        } else {
            at + 1
        };
        let is_fold = rest[after - 1] == b'\n' && matches!(rest.get(after), Some(b' ' | b'\t'));
        if !is_fold {
            return true;
        }
        rest = &rest[after..];
    }
    false
}
