//! One header line.

use bytes::Bytes;

use super::HeaderName;

/// A header line as it was received or as it will be sent.
#[derive(Clone)]
pub(crate) struct Field {
    pub(super) name: HeaderName,
    /// Name, colon, value (with folds) and line end.
    line: Bytes,
    value_start: usize,
    value_end: usize,
}

impl Field {
    /// A line of a received message; the range is that of the trimmed value.
    pub(crate) fn received(name: HeaderName, line: Bytes, value_start: usize, value_end: usize) -> Self {
        Self {
            name,
            line,
            value_start,
            value_end,
        }
    }

    /// A line of our own. Line ends in the value become spaces, so that no value can add a header.
    pub(super) fn made(name: HeaderName, value: &[u8]) -> Self {
        let written = name.as_str().as_bytes();
        let mut line = Vec::with_capacity(written.len() + value.len() + 4);
        line.extend_from_slice(written);
        line.extend_from_slice(b": ");
        let value_start = line.len();
        line.extend(value.iter().map(|byte| {
            if matches!(byte, b'\r' | b'\n') {
                b' '
            } else {
                *byte
            }
        }));
        let value_end = line.len();
        line.extend_from_slice(b"\r\n");
        Self {
            name,
            line: line.into(),
            value_start,
            value_end,
        }
    }

    pub(crate) fn line(&self) -> &Bytes {
        &self.line
    }

    /// The value as written, without white space at its ends; folds are inside.
    pub(super) fn value(&self) -> &[u8] {
        self.line
            .get(self.value_start..self.value_end)
            .unwrap_or_default()
    }

    pub(super) fn value_bytes(&self) -> Bytes {
        self.line.slice_ref(self.value())
    }
}
