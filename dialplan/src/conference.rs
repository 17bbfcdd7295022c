//! A room of the section `conferences`.

use std::fmt;

use serde::Serialize;

/// A room where all callers who come to it hear each other.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Conference {
    /// Its name in the plan, by which callers of several numbers meet.
    pub name: String,
    /// How many find room.
    pub members: usize,
    /// Whether all hear two tones when someone comes or goes.
    pub chimes: bool,
    /// Who is let in; `None`: everybody.
    #[serde(skip)]
    pub entry: Option<Entry>,
}

/// What a caller must know to be let in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    /// What it keys in.
    pub pin: Pin,
    /// What it hears when it is asked for it, as in [`Op::Play`](crate::Op::Play).
    pub prompt: Option<String>,
    /// What it hears before that after a wrong one.
    pub wrong_prompt: Option<String>,
    /// Who leads the conference; `None`: nobody.
    pub moderation: Option<Moderation>,
}

/// What moderators are, beside members.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Moderation {
    /// What they key in.
    pub pin: Pin,
    /// The others hear music until one of them comes.
    pub begins: bool,
    /// With the last of them all others go.
    pub ends: bool,
}

/// The digits that let somebody in; they are not shown.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Pin(String);

impl Pin {
    /// Of these digits.
    #[must_use]
    pub fn new(digits: &str) -> Self {
        Self(digits.to_owned())
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Pin({} digits)", self.0.len())
    }
}
