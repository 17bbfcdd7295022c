//! `limits`: how much at once.

use yaml::{Mistakes, Node};

/// How much at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Calls at a time.
    pub calls: usize,
    /// New calls in a second.
    pub calls_per_second: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            calls: 2_000,
            calls_per_second: 200,
        }
    }
}

impl Limits {
    pub(crate) fn read(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let Some(node) = node else {
            return Some(Self::default());
        };
        let default = Self::default();
        let mut fields = node.fields("`limits`", mistakes)?;
        let calls = match fields.take("calls", mistakes) {
            Some(node) => node
                .count(1..=100_000, mistakes)
                .and_then(|count| usize::try_from(count).ok()),
            None => Some(default.calls),
        };
        let calls_per_second = match fields.take("calls_per_second", mistakes) {
            Some(node) => node
                .count(1..=10_000, mistakes)
                .and_then(|count| u32::try_from(count).ok()),
            None => Some(default.calls_per_second),
        };
        fields.finish(mistakes);
        Some(Self {
            calls: calls?,
            calls_per_second: calls_per_second?,
        })
    }
}
