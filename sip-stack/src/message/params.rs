//! Parameters of headers and URIs (RFC 3261 §7.3.1, §19.1.1).

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;

use crate::message::lexis::{is_token_byte, list, quote, quoted_end, trim, trimmed, unquote};

/// `;name` and `;name=value` in the order written, read from the received bytes when asked for.
#[derive(Clone, PartialEq, Eq, Hash, Default)]
pub struct Params {
    /// Empty, or starts with `;`.
    raw: Bytes,
}

impl Params {
    /// No parameters.
    pub const fn new() -> Self {
        Self { raw: Bytes::new() }
    }

    /// Reads what follows a value; `None` if it is not a list of parameters.
    pub(crate) fn read(raw: &Bytes) -> Option<Self> {
        let params = Self { raw: trimmed(raw) };
        let sound = match params.raw.first() {
            None => true,
            Some(b';') => params.pieces().all(is_sound),
            Some(_) => false,
        };
        sound.then_some(params)
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Whether the parameter is there, with or without a value.
    pub fn has(&self, name: &str) -> bool {
        self.find(name).is_some()
    }

    /// The value as written, without surrounding quotes; empty for a flag. `None`: absent, or no UTF-8.
    pub fn get(&self, name: &str) -> Option<&str> {
        let value = match self.find(name)? {
            None => b"".as_slice(),
            Some([b'"', inner @ .., b'"']) => inner,
            Some(value) => value,
        };
        std::str::from_utf8(value).ok()
    }

    /// What the value means: without quotes, escapes resolved, foreign bytes replaced.
    pub fn text(&self, name: &str) -> Option<String> {
        let value = unquote(self.find(name)??);
        Some(String::from_utf8_lossy(&value).into_owned())
    }

    /// Names and values as written (quotes included), in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Option<&[u8]>)> {
        self.pieces().filter_map(|piece| {
            let (name, value) = name_and_value(piece);
            Some((std::str::from_utf8(name).ok()?, value))
        })
    }

    /// Sets a value, in place of the first of that name, else at the end; it is quoted when it must be.
    pub fn set(&mut self, name: &str, value: &str) {
        let value = if value.bytes().all(is_plain) && !value.is_empty() {
            Cow::Borrowed(value)
        } else {
            quote(value).into()
        };
        self.put(name, Some(value.as_bytes()));
    }

    /// Sets a value in quotes, where the grammar wants them even around a token.
    pub fn set_quoted(&mut self, name: &str, value: &str) {
        self.put(name, Some(quote(value).as_bytes()));
    }

    /// Sets a URI in `<…>`; what would end it early is left out.
    pub fn set_address(&mut self, name: &str, uri: &str) {
        let is_plain = |c: &char| c.is_ascii_graphic() && !"<>\"".contains(*c);
        let uri: String = uri.chars().filter(is_plain).collect();
        self.put(name, Some(format!("<{uri}>").as_bytes()));
    }

    /// Sets a parameter without a value.
    pub fn set_flag(&mut self, name: &str) {
        self.put(name, None);
    }

    /// Removes all parameters of that name.
    pub fn remove(&mut self, name: &str) {
        if self.has(name) {
            let mut out = Vec::with_capacity(self.raw.len());
            for (own, value) in self.iter().filter(|(own, _)| !own.eq_ignore_ascii_case(name)) {
                write_param(&mut out, own, value);
            }
            self.raw = out.into();
        }
    }

    fn put(&mut self, name: &str, value: Option<&[u8]>) {
        let mut out = Vec::with_capacity(self.raw.len() + name.len() + value.map_or(0, <[u8]>::len) + 2);
        let mut done = false;
        for (own, old) in self.iter() {
            if !own.eq_ignore_ascii_case(name) {
                write_param(&mut out, own, old);
            } else if !done {
                write_param(&mut out, own, value);
                done = true;
            }
        }
        if !done {
            write_param(&mut out, name, value);
        }
        self.raw = out.into();
    }

    pub(super) fn find(&self, name: &str) -> Option<Option<&[u8]>> {
        self.pieces()
            .map(name_and_value)
            .find(|(own, _)| own.eq_ignore_ascii_case(name.as_bytes()))
            .map(|(_, value)| value)
    }

    fn pieces(&self) -> impl Iterator<Item = &[u8]> {
        list(&self.raw, b';').filter(|piece| !piece.is_empty())
    }

    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        for (name, value) in self.iter() {
            write_param(out, name, value);
        }
    }
}

impl fmt::Display for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, value) in self.iter() {
            match value {
                Some(value) => write!(f, ";{name}={}", String::from_utf8_lossy(value))?,
                None => write!(f, ";{name}")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Params {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{self}\"")
    }
}

fn write_param(out: &mut Vec<u8>, name: &str, value: Option<&[u8]>) {
    out.push(b';');
    out.extend_from_slice(name.as_bytes());
    if let Some(value) = value {
        out.push(b'=');
        out.extend_from_slice(value);
    }
}

fn name_and_value(piece: &[u8]) -> (&[u8], Option<&[u8]>) {
    match piece.iter().position(|byte| *byte == b'=') {
        Some(at) => (trim(&piece[..at]), Some(trim(&piece[at + 1..]))),
        None => (piece, None),
    }
}

fn is_sound(piece: &[u8]) -> bool {
    let (name, value) = name_and_value(piece);
    let name_is_sound = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'"');
    name_is_sound
        && match value {
            Some(value @ [b'"', ..]) => quoted_end(value) == Some(value.len()),
            Some(value) => !value.contains(&b'"'),
            None => true,
        }
}

/// May stand in a parameter value without quotes (`token`, `host`, and what URIs allow).
fn is_plain(byte: u8) -> bool {
    is_token_byte(byte) || matches!(byte, b'[' | b']' | b':' | b'/' | b'&' | b'$')
}
