//! The way a call took.

use std::fmt;

use serde::Serialize;

/// A step that a call came to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Visit {
    /// The plan's file.
    pub file: String,
    /// The step's line, from 1.
    pub line: usize,
    /// The character of that line at which it begins, from 1.
    pub column: usize,
    /// The step's name in the plan.
    pub step: &'static str,
}

impl fmt::Display for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{} {}", self.file, self.line, self.step)
    }
}
