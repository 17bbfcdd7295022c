//! An address with a display name and parameters (RFC 3261 §20.10, §25.1 `name-addr`).

use std::fmt;
use std::io::Write;

use bytes::Bytes;

use super::HeaderErrorKind;
use crate::message::lexis::{find_bare, quote, quoted_end, trim, unfold, unquote};
use crate::message::params::Params;
use crate::message::uri::Uri;

/// Room for most addresses.
const BYTES_USUAL: usize = 128;

/// The value of From, To, Contact, Route and the like.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct NameAddr {
    /// As written, quotes included.
    display: Option<Bytes>,
    uri: Uri,
    params: Params,
}

impl NameAddr {
    /// An address without display name and parameters.
    pub fn new(uri: impl Into<Uri>) -> Self {
        Self {
            display: None,
            uri: uri.into(),
            params: Params::new(),
        }
    }

    /// Reads one address, `<uri>` or bare; parameters after a bare URI are the header's (§20.10).
    pub fn parse(value: &[u8]) -> Result<Self, HeaderErrorKind> {
        Self::read(&Bytes::copy_from_slice(value))
    }

    pub(super) fn read(value: &Bytes) -> Result<Self, HeaderErrorKind> {
        let bytes = trim(value);
        let quoted = match bytes {
            [] => return Err(HeaderErrorKind::Empty),
            [b'"', ..] => quoted_end(bytes).ok_or(HeaderErrorKind::Unclosed)?,
            _ => 0,
        };
        let Some(open) = find_bare(&bytes[quoted..], b'<', false).map(|at| at + quoted) else {
            return if quoted > 0 {
                Err(HeaderErrorKind::Trailing)
            } else {
                Self::read_bare(value, bytes)
            };
        };
        if quoted > 0 && !trim(&bytes[quoted..open]).is_empty() {
            return Err(HeaderErrorKind::Trailing);
        }
        let close = bytes[open..]
            .iter()
            .position(|byte| *byte == b'>')
            .ok_or(HeaderErrorKind::Unclosed)?
            + open;
        let display = trim(&bytes[..open]);
        let uri = Uri::read(&value.slice_ref(trim(&bytes[open + 1..close])))?;
        let params = Params::read(&value.slice_ref(&bytes[close + 1..])).ok_or(HeaderErrorKind::Params)?;
        Ok(Self {
            display: (!display.is_empty()).then(|| value.slice_ref(display)),
            uri,
            params,
        })
    }

    fn read_bare(value: &Bytes, bytes: &[u8]) -> Result<Self, HeaderErrorKind> {
        let end = bytes.iter().position(|byte| *byte == b';').unwrap_or(bytes.len());
        if let Some(offset) = bytes[..end].iter().position(|byte| matches!(byte, b'?' | b',')) {
            let byte = bytes[offset];
            return Err(crate::message::UriError::Byte { offset, byte }.into());
        }
        let uri = Uri::read(&value.slice_ref(trim(&bytes[..end])))?;
        let params = Params::read(&value.slice_ref(&bytes[end..])).ok_or(HeaderErrorKind::Params)?;
        Ok(Self {
            display: None,
            uri,
            params,
        })
    }

    /// The same with a display name, quoted.
    #[must_use]
    pub fn with_display(mut self, display: &str) -> Self {
        self.display = (!display.is_empty()).then(|| Bytes::from(quote(display)));
        self
    }

    /// The same with that tag.
    #[must_use]
    pub fn with_tag(mut self, tag: &str) -> Self {
        self.params.set("tag", tag);
        self
    }

    /// The same without a tag.
    #[must_use]
    pub fn without_tag(mut self) -> Self {
        self.params.remove("tag");
        self
    }

    /// The display name meant: no quotes, escapes resolved, foreign bytes replaced.
    pub fn display(&self) -> Option<String> {
        let display = self.display.as_ref()?;
        let unfolded = unfold(display);
        Some(String::from_utf8_lossy(&unquote(&unfolded)).into_owned())
    }

    /// The address.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// The address, to be changed.
    pub fn uri_mut(&mut self) -> &mut Uri {
        &mut self.uri
    }

    /// The header's parameters.
    pub fn params(&self) -> &Params {
        &self.params
    }

    /// The header's parameters, to be changed.
    pub fn params_mut(&mut self) -> &mut Params {
        &mut self.params
    }

    /// The `tag` parameter (§19.3); `None` if absent or empty.
    pub fn tag(&self) -> Option<&str> {
        self.params.get("tag").filter(|tag| !tag.is_empty())
    }

    /// As it is sent; unlike `Display` it keeps bytes that are no UTF-8.
    pub fn to_bytes(&self) -> Bytes {
        let mut out = Vec::with_capacity(BYTES_USUAL);
        if let Some(display) = &self.display {
            out.extend_from_slice(display);
            out.push(b' ');
        }
        // Writing to a Vec cannot fail.
        let _ = write!(out, "<{}>", self.uri);
        self.params.write(&mut out);
        out.into()
    }
}

impl fmt::Display for NameAddr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(display) = &self.display {
            write!(f, "{} ", String::from_utf8_lossy(display))?;
        }
        write!(f, "<{}>{}", self.uri, self.params)
    }
}
