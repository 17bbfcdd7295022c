//! What a simulated call brings about, in the words of people.

use std::fmt;
use std::time::Duration;

use serde::Serialize;
use yaml::duration_text;

use super::world::Reaction;
use crate::digits::Digits;
use crate::op::{Cause, Recording, Signal, Tone};
use crate::outcome::Outcome;

/// One who is called, and how they react.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Rung {
    /// The extension, or the number outside.
    pub number: String,
    /// What they do.
    #[serde(flatten)]
    pub reaction: Reaction,
}

impl Rung {
    /// A phone really rings.
    #[must_use]
    pub const fn rings(&self) -> bool {
        match self.reaction {
            Reaction::Answers(_) | Reaction::NoAnswer | Reaction::Rejects(_) => true,
            Reaction::Busy | Reaction::Unregistered => false,
        }
    }
}

/// What one step brings about.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Happening {
    /// Phones of users ring, all at once.
    Rings {
        /// Whose, with those that are called in vain.
        rung: Vec<Rung>,
        /// How it went.
        outcome: Outcome,
    },
    /// Members of a group are chosen to be rung, in this order.
    Chooses {
        /// The group's name.
        group: String,
        /// Whose turn it is; nobody's: all are busy.
        order: Vec<String>,
    },
    /// A number outside is called.
    Dials {
        /// Who has it.
        rung: Rung,
        /// By which trunks; empty: all of them.
        trunks: Vec<String>,
        /// How it went.
        outcome: Outcome,
    },
    /// The switch answers the caller.
    Answers,
    /// The caller hears itself.
    Echoes,
    /// The caller joins a conference, or finds it full.
    Joins {
        /// Its name.
        conference: String,
        /// It leads it.
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        as_moderator: bool,
        /// How it went.
        outcome: Outcome,
    },
    /// The caller hears a sound file.
    Plays {
        /// Its path.
        prompt: String,
    },
    /// The caller hears a tone.
    Sounds {
        /// Which.
        tone: Tone,
    },
    /// The caller hears a tone of the telephone network.
    Signals {
        /// Which.
        signal: Signal,
    },
    /// The caller is asked for keys.
    Asks {
        /// The paths of what it hears.
        prompts: Vec<String>,
        /// What it presses.
        keys: Digits,
    },
    /// The call is recorded, or is not any more.
    Records {
        /// Which.
        #[serde(rename = "recording")]
        what: Recording,
    },
    /// The call ends.
    HangsUp {
        /// Why.
        cause: Cause,
    },
}

impl Happening {
    /// Who really rings, in the order of the plan.
    pub fn rings(&self) -> impl Iterator<Item = &str> {
        let rung = match self {
            Self::Rings { rung, .. } => rung.as_slice(),
            Self::Dials { .. }
            | Self::Chooses { .. }
            | Self::Answers
            | Self::Echoes
            | Self::Joins { .. }
            | Self::Plays { .. }
            | Self::Sounds { .. }
            | Self::Signals { .. }
            | Self::Asks { .. }
            | Self::Records { .. }
            | Self::HangsUp { .. } => &[],
        };
        rung.iter()
            .filter(|rung| rung.rings())
            .map(|rung| rung.number.as_str())
    }
}

impl fmt::Display for Happening {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Rings { rung, outcome } => {
                for (at, rung) in rung.iter().enumerate() {
                    let comma = if at == 0 { "" } else { ", " };
                    write!(f, "{comma}{rung}")?;
                }
                write!(f, " → {outcome}")
            }
            Self::Dials {
                rung,
                trunks,
                outcome,
            } => {
                write!(f, "outside: {rung}")?;
                if !trunks.is_empty() {
                    write!(f, ", by {}", trunks.join(", then "))?;
                }
                write!(f, " → {outcome}")
            }
            Self::Chooses { group, order } if order.is_empty() => {
                write!(f, "the group {group}: everybody is busy")
            }
            Self::Chooses { group, order } => write!(f, "the group {group}: {}", order.join(", ")),
            Self::Answers => f.write_str("the switch answers"),
            Self::Echoes => f.write_str("the caller hears itself"),
            Self::Joins {
                conference, outcome, ..
            } if *outcome == Outcome::Busy => {
                write!(f, "the conference {conference} is full")
            }
            Self::Joins {
                conference,
                as_moderator: true,
                ..
            } => write!(f, "the caller leads the conference {conference}"),
            Self::Joins { conference, .. } => write!(f, "the caller joins the conference {conference}"),
            Self::Plays { prompt } => write!(f, "the caller hears {prompt}"),
            Self::Sounds { tone } => write!(f, "the caller hears a tone of {} Hz", tone.frequency_hz),
            Self::Signals { signal } => write!(f, "the caller hears the tone `{signal}`"),
            Self::Asks { prompts, keys } => {
                if !prompts.is_empty() {
                    write!(f, "the caller hears {} and ", prompts.join(", then "))?;
                }
                if keys.is_empty() {
                    f.write_str("presses nothing")
                } else {
                    write!(f, "presses {keys}")
                }
            }
            Self::Records { what } => f.write_str(match what {
                Recording::Start => "the call is recorded from here",
                Recording::Pause => "the recording pauses",
                Recording::Stop => "the recording ends",
            }),
            Self::HangsUp { cause } => write!(f, "the call ends: {cause}"),
        }
    }
}

impl fmt::Display for Rung {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = &self.number;
        let after = |time: Duration| duration_text(time);
        match self.reaction {
            Reaction::Answers(time) => write!(f, "{number} rings (would answer after {})", after(time)),
            Reaction::NoAnswer => write!(f, "{number} rings"),
            Reaction::Rejects(time) => write!(f, "{number} rings (would decline after {})", after(time)),
            Reaction::Busy => write!(f, "{number} is busy"),
            Reaction::Unregistered => write!(f, "{number} has no phone registered"),
        }
    }
}
