//! `shutdown`: how the switch stops.

use std::time::Duration;

use yaml::{Mistakes, Node};

/// How the switch stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shutdown {
    /// How long calls may go on after the first signal.
    pub drain: Duration,
}

impl Default for Shutdown {
    fn default() -> Self {
        Self {
            drain: Duration::from_secs(60),
        }
    }
}

impl Shutdown {
    pub(crate) fn read(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let Some(node) = node else {
            return Some(Self::default());
        };
        let mut fields = node.fields("`shutdown`", mistakes)?;
        let drain = match fields.take("drain", mistakes) {
            Some(node) => node.duration(Duration::ZERO..=Duration::from_secs(24 * 3_600), mistakes),
            None => Some(Self::default().drain),
        };
        fields.finish(mistakes);
        Some(Self { drain: drain? })
    }
}
