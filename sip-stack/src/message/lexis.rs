//! The smallest pieces of the grammar (RFC 3261 §25.1): tokens, white space, quotes, lists.

use std::borrow::Cow;

use bytes::Bytes;
use memchr::{memchr, memchr3};

/// `token` characters.
pub(crate) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&byte)
}

/// A non-empty `token`.
pub(crate) fn is_token(bytes: &[u8]) -> bool {
    !bytes.is_empty() && bytes.iter().copied().all(is_token_byte)
}

/// White space, with the line ends of folded headers (`LWS`).
pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// Without white space at both ends.
pub(crate) fn trim(mut bytes: &[u8]) -> &[u8] {
    while let [first, rest @ ..] = bytes
        && is_space(*first)
    {
        bytes = rest;
    }
    while let [rest @ .., last] = bytes
        && is_space(*last)
    {
        bytes = rest;
    }
    bytes
}

/// Without white space at both ends, sharing the buffer.
pub(crate) fn trimmed(bytes: &Bytes) -> Bytes {
    bytes.slice_ref(trim(bytes))
}

/// A folded value on one line (§7.3.1): each fold becomes one space.
pub(crate) fn unfold(bytes: &[u8]) -> Cow<'_, [u8]> {
    if !bytes.iter().any(|byte| matches!(byte, b'\r' | b'\n')) {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
        let (before, fold) = rest.split_at(at);
        out.extend_from_slice(before);
        out.push(b' ');
        let end = fold
            .iter()
            .position(|byte| !is_space(*byte))
            .unwrap_or(fold.len());
        rest = &fold[end..];
    }
    out.extend_from_slice(rest);
    Cow::Owned(out)
}

/// Where the string that opens at `bytes[0] == '"'` ends: the index after the closing quote.
pub(crate) fn quoted_end(bytes: &[u8]) -> Option<usize> {
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'\\' => at += 2,
            b'"' => return Some(at + 1),
            _ => at += 1,
        }
    }
    None
}

/// What a quoted string means: no quotes, escapes resolved. Other bytes are passed through.
pub(crate) fn unquote(bytes: &[u8]) -> Cow<'_, [u8]> {
    let [b'"', inner @ .., b'"'] = bytes else {
        return Cow::Borrowed(bytes);
    };
    if !inner.contains(&b'\\') {
        return Cow::Borrowed(inner);
    }
    let mut out = Vec::with_capacity(inner.len());
    let mut escaped = false;
    for &byte in inner {
        if byte == b'\\' && !escaped {
            escaped = true;
        } else {
            escaped = false;
            out.push(byte);
        }
    }
    Cow::Owned(out)
}

/// A quoted string that means `text`.
pub(crate) fn quote(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for character in text.chars() {
        if matches!(character, '"' | '\\') {
            out.push('\\');
        }
        out.push(if character.is_control() { ' ' } else { character });
    }
    out.push('"');
    out
}

/// The first `wanted` byte outside quotes (and outside `<…>` if `angles`).
pub(crate) fn find_bare(bytes: &[u8], wanted: u8, angles: bool) -> Option<usize> {
    let opening = if angles { b'<' } else { wanted };
    let mut at = 0;
    loop {
        let found = at + memchr3(wanted, b'"', opening, bytes.get(at..)?)?;
        at = match bytes.get(found)? {
            byte if *byte == wanted => return Some(found),
            b'"' => found + quoted_end(bytes.get(found..)?)?,
            _ => found + memchr(b'>', bytes.get(found..)?)? + 1,
        };
    }
}

/// The items of a list (§7.3.1), trimmed; separators inside quotes or `<…>` do not count. Empty items are kept.
pub(crate) fn list(bytes: &[u8], separator: u8) -> List<'_> {
    List {
        rest: Some(bytes),
        separator,
    }
}

/// Iterator of [`list`].
pub(crate) struct List<'a> {
    rest: Option<&'a [u8]>,
    separator: u8,
}

impl<'a> Iterator for List<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let Some(at) = find_bare(rest, self.separator, true) else {
            self.rest = None;
            return Some(trim(rest));
        };
        self.rest = Some(&rest[at + 1..]);
        Some(trim(&rest[..at]))
    }
}

/// A decimal number; larger ones than `u32` are `Some(u32::MAX)`. `None`: not digits only.
pub(crate) fn saturating_number(bytes: &[u8]) -> Option<u32> {
    if bytes.is_empty() || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let grow = |number: u32, digit: &u8| number.saturating_mul(10).saturating_add(u32::from(digit - b'0'));
    Some(bytes.iter().fold(0, grow))
}

/// A decimal number that fits; `None` if it does not or is none.
pub(crate) fn number<T: std::str::FromStr>(bytes: &[u8]) -> Option<T> {
    if bytes.is_empty() || !bytes.iter().all(u8::is_ascii_digit) {
        return None;
    }
    std::str::from_utf8(bytes).ok()?.parse().ok()
}
