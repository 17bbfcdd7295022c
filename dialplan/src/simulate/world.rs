//! What a simulated call meets.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use super::time::as_ms;
use crate::digits::Digits;
use crate::groups::{Group, Line, Member, Standing};

/// How somebody who is called reacts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "reaction", content = "after_ms", rename_all = "kebab-case")]
pub enum Reaction {
    /// Answers after this time, if it rings that long.
    Answers(#[serde(serialize_with = "as_ms")] Duration),
    /// Lets it ring.
    NoAnswer,
    /// Is busy.
    Busy,
    /// Declines after this time.
    Rejects(#[serde(serialize_with = "as_ms")] Duration),
    /// Has no phone registered; a number outside cannot be reached.
    Unregistered,
}

/// What a simulated call meets: who answers, how long sounds are, how long the caller stays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct World {
    /// How these react, by extension or number outside.
    pub reactions: BTreeMap<String, Reaction>,
    /// How everybody else reacts.
    pub others: Reaction,
    /// What is known of the users' calls, by extension; groups choose by it.
    pub lines: BTreeMap<String, Line>,
    /// Who had the first turn of each group the last time.
    pub last_turns: BTreeMap<String, String>,
    /// What random turns are drawn by.
    pub draw: u64,
    /// How long sound files play, by their path in the plan; others take no time.
    pub sounds: BTreeMap<String, Duration>,
    /// What the caller presses, question by question; when they are used up, nothing.
    pub answers: Vec<Digits>,
    /// When the caller hangs up, from the start of the call; `None`: never while the plan goes on.
    pub caller_stays: Option<Duration>,
}

impl World {
    /// How long it takes to pick up the phone, where nothing else is said.
    pub const PICKS_UP_AFTER: Duration = Duration::from_secs(5);

    /// How whoever has this number reacts.
    #[must_use]
    pub fn reaction(&self, number: &str) -> Reaction {
        self.reactions.get(number).copied().unwrap_or(self.others)
    }

    /// What is known of a group's members. Who reacts as if busy talks.
    #[must_use]
    pub fn standing(&self, group: &Group) -> Standing {
        let line = |member: &Member| {
            let number = member.extension.as_str();
            let mut line = self.lines.get(number).copied().unwrap_or_default();
            line.talks |= self.reaction(number) == Reaction::Busy;
            (number.to_owned(), line)
        };
        Standing {
            lines: group.members.iter().map(line).collect(),
            last: self.last_turns.get(&group.name).cloned(),
            draw: self.draw,
        }
    }
}

impl Default for World {
    fn default() -> Self {
        Self {
            reactions: BTreeMap::new(),
            others: Reaction::Answers(Self::PICKS_UP_AFTER),
            lines: BTreeMap::new(),
            last_turns: BTreeMap::new(),
            draw: 0,
            sounds: BTreeMap::new(),
            answers: Vec::new(),
            caller_stays: None,
        }
    }
}
