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
