//! The keys that a caller pressed.

use std::fmt;

use serde::{Serialize, Serializer};

/// Keys that are kept of one answer; further ones are left out.
pub const DIGITS_MAX: usize = 32;

/// What a caller has dialled within a call: 0–9, `*`, `#`, and A–D, at most [`DIGITS_MAX`] of them.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Digits {
    signs: [u8; DIGITS_MAX],
    count: usize,
}

impl Digits {
    /// Those of a text; what is no key is left out.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let mut digits = Self::default();
        text.chars().for_each(|sign| digits.push(sign));
        digits
    }

    /// One more key.
    pub fn push(&mut self, sign: char) {
        let is_key = matches!(sign, '0'..='9' | '*' | '#' | 'A'..='D');
        if let (true, Ok(byte), Some(place)) = (is_key, u8::try_from(sign), self.signs.get_mut(self.count)) {
            *place = byte;
            self.count += 1;
        }
    }

    /// What they are.
    #[must_use]
    pub fn as_str(&self) -> &str {
        let signs = self.signs.get(..self.count).unwrap_or_default();
        std::str::from_utf8(signs).unwrap_or_default()
    }

    /// No key was pressed.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// There is no room for another.
    #[must_use]
    pub const fn is_full(&self) -> bool {
        self.count == DIGITS_MAX
    }
}

impl fmt::Display for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Digits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digits({self})")
    }
}

impl Serialize for Digits {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}
