//! URIs of schemes we do not interpret.

use std::fmt;

use bytes::Bytes;

use super::UriError;
use crate::message::text::Text;

/// A URI kept as it was written.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct OtherUri {
    whole: Text,
    colon: usize,
}

impl OtherUri {
    pub(super) fn read(whole: Bytes, colon: usize) -> Result<Self, UriError> {
        if whole.len() == colon + 1 {
            return Err(UriError::Empty);
        }
        Ok(Self {
            whole: Text::new(whole).ok_or(UriError::NotText)?,
            colon,
        })
    }

    /// What stands before the colon.
    pub fn scheme(&self) -> &str {
        self.whole.get(..self.colon).unwrap_or_default()
    }

    /// The whole URI.
    pub fn as_str(&self) -> &str {
        &self.whole
    }
}

impl fmt::Display for OtherUri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.whole)
    }
}
