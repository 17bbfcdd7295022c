//! `media.tones: de`: whose ringing and busy tones callers hear.

use yaml::{Mistakes, Node};

use crate::choice;

/// A country whose tones are known, by the letters of ISO 3166 in small ones; `uk` too, and `itu`: what is recommended to all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Tones(&'static str);

impl Tones {
    const CODES: [&'static str; 37] = [
        "at", "au", "be", "br", "ca", "ch", "cn", "cz", "de", "dk", "ee", "es", "fi", "fr", "gb", "gr", "hu",
        "il", "in", "it", "itu", "jp", "lt", "mx", "nl", "no", "nz", "pl", "pt", "ru", "se", "sg", "sk",
        "tr", "uk", "us", "za",
    ];

    /// Every country whose tones are known.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::CODES.into_iter().map(Self)
    }

    /// Its letters.
    #[must_use]
    pub const fn code(self) -> &'static str {
        self.0
    }

    pub(crate) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        choice::read(node, &Self::CODES.map(|code| (code, Self(code))), mistakes)
    }
}

impl Default for Tones {
    fn default() -> Self {
        Self("itu")
    }
}
