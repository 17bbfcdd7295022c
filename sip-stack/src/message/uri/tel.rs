//! Telephone numbers (RFC 3966).

use std::fmt;

use bytes::Bytes;

use super::UriError;
use crate::message::params::Params;
use crate::message::text::Text;

/// A `tel:` URI.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TelUri {
    number: Text,
    params: Params,
}

impl TelUri {
    pub(super) fn read(rest: &Bytes) -> Result<Self, UriError> {
        let end = rest.iter().position(|byte| *byte == b';').unwrap_or(rest.len());
        let number = Text::new(rest.slice(..end)).ok_or(UriError::NotText)?;
        let digits = number.strip_prefix('+').unwrap_or(&number);
        let is_number_char = |c: char| c.is_ascii_hexdigit() || "*#-.()".contains(c);
        if !digits.chars().all(is_number_char)
            || !digits.contains(|c: char| c.is_ascii_hexdigit() || "*#".contains(c))
        {
            return Err(UriError::Number);
        }
        let params = Params::read(&rest.slice(end..)).ok_or(UriError::Params)?;
        Ok(Self { number, params })
    }

    /// The number as written, with `+` if it is global.
    pub fn number(&self) -> &str {
        &self.number
    }

    /// The number without visual separators (RFC 3966 §5.1.1).
    pub fn digits(&self) -> String {
        self.number.chars().filter(|c| !"-.()".contains(*c)).collect()
    }

    /// Whether it is a number of the whole world: with `+`.
    pub fn is_global(&self) -> bool {
        self.number.starts_with('+')
    }

    /// Where a local number is one: a domain, or the first digits of a global number (§5.1.5).
    pub fn phone_context(&self) -> Option<&str> {
        self.params.get("phone-context")
    }

    /// The extension behind the number (§5.1.4).
    pub fn extension(&self) -> Option<&str> {
        self.params.get("ext")
    }

    /// The ISDN sub-address (§5.1.3).
    pub fn isdn_subaddress(&self) -> Option<&str> {
        self.params.get("isub")
    }

    /// `phone-context`, `ext` and others.
    pub fn params(&self) -> &Params {
        &self.params
    }
}

impl fmt::Display for TelUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "tel:{}{}", self.number, self.params)
    }
}
