//! A URI of any scheme.

use std::fmt;
use std::str::FromStr;

use bytes::Bytes;

use super::{OtherUri, SipUri, TelUri, UriError};

/// An address in a request line or a header.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Uri {
    /// `sip:` and `sips:`.
    Sip(SipUri),
    /// `tel:`.
    Tel(TelUri),
    /// Any other scheme, uninterpreted.
    Other(OtherUri),
}

impl Uri {
    /// Reads a URI.
    pub fn parse(bytes: &[u8]) -> Result<Self, UriError> {
        Self::read(&Bytes::copy_from_slice(bytes))
    }

    pub(crate) fn read(bytes: &Bytes) -> Result<Self, UriError> {
        if bytes.is_empty() {
            return Err(UriError::Empty);
        }
        if let Some(offset) = bytes.iter().position(|byte| is_forbidden(*byte)) {
            return Err(UriError::Byte {
                offset,
                byte: bytes[offset],
            });
        }
        let colon = bytes
            .iter()
            .position(|byte| *byte == b':')
            .ok_or(UriError::Scheme)?;
        let scheme = &bytes[..colon];
        if !is_scheme(scheme) {
            return Err(UriError::Scheme);
        }
        let rest = bytes.slice(colon + 1..);
        if scheme.eq_ignore_ascii_case(b"sip") {
            SipUri::read(false, &rest).map(Self::Sip)
        } else if scheme.eq_ignore_ascii_case(b"sips") {
            SipUri::read(true, &rest).map(Self::Sip)
        } else if scheme.eq_ignore_ascii_case(b"tel") {
            TelUri::read(&rest).map(Self::Tel)
        } else {
            OtherUri::read(bytes.clone(), colon).map(Self::Other)
        }
    }

    /// The SIP address, if it is one.
    pub fn as_sip(&self) -> Option<&SipUri> {
        match self {
            Self::Sip(uri) => Some(uri),
            Self::Tel(_) | Self::Other(_) => None,
        }
    }

    /// The SIP address, to be changed.
    pub fn as_sip_mut(&mut self) -> Option<&mut SipUri> {
        match self {
            Self::Sip(uri) => Some(uri),
            Self::Tel(_) | Self::Other(_) => None,
        }
    }

    /// The scheme in lower case; for other schemes as written.
    pub fn scheme(&self) -> &str {
        match self {
            Self::Sip(uri) if uri.is_secure() => "sips",
            Self::Sip(_) => "sip",
            Self::Tel(_) => "tel",
            Self::Other(uri) => uri.scheme(),
        }
    }
}

fn is_forbidden(byte: u8) -> bool {
    byte <= b' ' || matches!(byte, 0x7f | b'<' | b'>' | b'"')
}

fn is_scheme(bytes: &[u8]) -> bool {
    bytes.first().is_some_and(u8::is_ascii_alphabetic)
        && bytes
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(byte))
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sip(uri) => uri.fmt(f),
            Self::Tel(uri) => uri.fmt(f),
            Self::Other(uri) => uri.fmt(f),
        }
    }
}

impl FromStr for Uri {
    type Err = UriError;

    fn from_str(text: &str) -> Result<Self, UriError> {
        Self::parse(text.as_bytes())
    }
}

impl From<SipUri> for Uri {
    fn from(uri: SipUri) -> Self {
        Self::Sip(uri)
    }
}
