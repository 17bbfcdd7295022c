//! `softswitch simulate`: where would this call go? The same interpreter as for real calls, in counted time.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use clap::Args;
use dialplan::{Digits, Facts, Reaction, Simulation, World};

use super::office::{self, Fault};
use super::span::span;
use super::{sounds, terminal};
use crate::clock;

/// A call, and what it meets.
#[derive(Debug, Args)]
pub struct Simulate {
    /// The caller's number
    #[arg(long)]
    from: String,
    /// The number that is dialled
    #[arg(long)]
    to: String,
    /// The call comes from outside, by this trunk
    #[arg(long, value_name = "NAME")]
    trunk: Option<String>,
    /// When it comes, by the clocks of the settings' time zone: 2026-12-24T18:05; otherwise now
    #[arg(long, value_name = "TIME")]
    at: Option<String>,
    /// Who is busy; several with commas or again
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',')]
    busy: Vec<String>,
    /// Who has no phone registered; a number outside that cannot be reached
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',')]
    unregistered: Vec<String>,
    /// Who lets it ring; `all`: everybody who is not named otherwise
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',')]
    no_answer: Vec<String>,
    /// Who declines
    #[arg(long, value_name = "NUMBERS", value_delimiter = ',')]
    rejects: Vec<String>,
    /// When the others answer, and who declines declines
    #[arg(long, value_name = "TIME", value_parser = span, default_value = "5s")]
    answers_after: Duration,
    /// What the caller presses, an answer for each question: 1,102
    #[arg(long, value_name = "KEYS", value_delimiter = ',')]
    digits: Vec<String>,
    /// When the caller hangs up, from the start of the call
    #[arg(long, value_name = "TIME", value_parser = span)]
    hangs_up_after: Option<Duration>,
    /// Print the path as JSON
    #[arg(long)]
    json: bool,
}

/// The word for everybody else.
const ALL: &str = "all";

/// Prints the path step by step.
pub(super) fn simulate(config: &Path, call: &Simulate) -> Result<(), Fault> {
    let office = office::read(config)?;
    let outside = call.trunk.is_some();
    if let Some(name) = call.trunk.as_ref().filter(|name| !office.has_trunk(name)) {
        return Err(Fault::NoTrunk { name: name.clone() });
    }
    let at = match &call.at {
        Some(text) => dialplan::moment(text, office.settings.timezone)?,
        None => clock::wall(),
    };
    let facts = Facts {
        from: call.from.clone(),
        to: call.to.clone(),
        outside,
        at,
    };
    let world = World {
        sounds: sounds::lengths(&office)?,
        ..call.world()
    };
    let simulation = Simulation::of(&office.plan, facts, &world);
    terminal::say(&if call.json {
        serde_json::to_string_pretty(&simulation)?
    } else {
        simulation.to_string()
    });
    Ok(())
}

impl Simulate {
    fn world(&self) -> World {
        let answers = Reaction::Answers(self.answers_after);
        let nobody = self.no_answer.iter().any(|number| number == ALL);
        let told = [
            (&self.no_answer, Reaction::NoAnswer),
            (&self.rejects, Reaction::Rejects(self.answers_after)),
            (&self.busy, Reaction::Busy),
            (&self.unregistered, Reaction::Unregistered),
        ];
        let reactions: BTreeMap<String, Reaction> = told
            .into_iter()
            .flat_map(|(numbers, reaction)| numbers.iter().map(move |number| (number.clone(), reaction)))
            .collect();
        World {
            reactions,
            others: if nobody { Reaction::NoAnswer } else { answers },
            answers: self.digits.iter().map(|keys| Digits::of(keys)).collect(),
            caller_stays: self.hangs_up_after,
            ..World::default()
        }
    }
}
