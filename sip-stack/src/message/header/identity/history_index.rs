//! Where an entry of History-Info stands in the tree of targets (RFC 7044 §10.3).

use std::fmt;

use super::super::HeaderErrorKind;
use crate::message::lexis::number;

/// The deepest tree that is read.
const DEPTH_MAX: usize = 32;

/// `1.2.1`: the first target tried for the second target of the first; never empty.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct HistoryIndex(Vec<u32>);

impl HistoryIndex {
    /// `1`: the first target of all.
    pub fn first() -> Self {
        Self(vec![1])
    }

    /// The n-th target below this one, counted from 1.
    #[must_use]
    pub fn below(&self, number: u32) -> Self {
        let mut numbers = self.0.clone();
        numbers.push(number);
        Self(numbers)
    }

    /// How deep it lies; 1 for the first.
    pub fn depth(&self) -> usize {
        self.0.len()
    }

    pub(super) fn read(text: &str) -> Result<Self, HeaderErrorKind> {
        let numbers: Option<Vec<u32>> = text.split('.').map(|piece| number(piece.as_bytes())).collect();
        match numbers {
            Some(numbers) if numbers.len() <= DEPTH_MAX => Ok(Self(numbers)),
            _ => Err(HeaderErrorKind::Number),
        }
    }
}

impl fmt::Display for HistoryIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, number) in self.0.iter().enumerate() {
            f.write_str(if index == 0 { "" } else { "." })?;
            number.fmt(f)?;
        }
        Ok(())
    }
}
