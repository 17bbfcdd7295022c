//! One thing that is otherwise for some callers.

use std::fmt;

use serde::Serialize;

/// Calls that go otherwise, all in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// Which, in words.
    pub calls: Vec<String>,
    /// What is noticed of them now.
    pub before: Vec<String>,
    /// What will be.
    pub after: Vec<String>,
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for call in &self.calls {
            writeln!(f, "{call}")?;
        }
        let both = self.before.iter().zip(&self.after);
        let same = both.take_while(|(before, after)| before == after).count();
        for line in &self.before[..same] {
            writeln!(f, "    {line}")?;
        }
        for line in &self.before[same..] {
            writeln!(f, "  - {line}")?;
        }
        for line in &self.after[same..] {
            writeln!(f, "  + {line}")?;
        }
        Ok(())
    }
}
