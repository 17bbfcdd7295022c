//! What the world knows of a group's members when it is asked whose turn it is.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::extension::Extension;

/// What is known of a group's members.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Each by its extension; of whoever is missing nothing is known.
    pub lines: BTreeMap<String, Line>,
    /// Who was first in the turn before.
    pub last: Option<String>,
    /// What random orders are drawn by.
    pub draw: u64,
}

/// What is known of one user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// They are in a conversation.
    pub talks: bool,
    /// How long it is since their last one; `None`: they have had none.
    pub idle: Option<Duration>,
    /// How many calls they have answered.
    pub answered: u64,
}

impl Standing {
    pub(super) fn talks(&self, extension: &Extension) -> bool {
        self.line(extension).talks
    }

    pub(super) fn line(&self, extension: &Extension) -> Line {
        self.lines.get(extension.as_str()).copied().unwrap_or_default()
    }
}
