//! All steps by name.

use chrono::{DateTime, FixedOffset, Utc};
use yaml::{Mistakes, Node, Span};

use super::answer::Answer;
use super::caller::Caller;
use super::conference::Join;
use super::echo::Echo;
use super::hangup::Hangup;
use super::hours::Hours;
use super::menu::Menu;
use super::play::Play;
use super::record::Record;
use super::ring::Ring;
use super::say::Say;
use super::tone::Tone;
use crate::graph::{Block, Graph};
use crate::op::Op;
use crate::route::Surroundings;
use crate::run::Facts;
use crate::visit::Visit;

/// A step in its place.
#[derive(Clone, Debug)]
pub(crate) struct Step {
    pub(crate) span: Span,
    pub(crate) action: Action,
}

/// What a step does.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    Answer(Answer),
    Caller(Caller),
    Conference(Join),
    Echo(Echo),
    Hangup(Hangup),
    Hours(Hours),
    Menu(Menu),
    Play(Play),
    Record(Record),
    Ring(Ring),
    Say(Say),
    Tone(Tone),
}

const NAMES: [&str; 12] = [
    "ring",
    "answer",
    "play",
    "say",
    "tone",
    "menu",
    "conference",
    "hours",
    "caller",
    "record",
    "echo",
    "hangup",
];

impl Action {
    pub(crate) fn read(
        name: &str,
        at: Span,
        options: &Node,
        around: &Surroundings<'_>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        match name {
            "answer" => Answer::read(options, mistakes).map(Self::Answer),
            "caller" => Caller::read(options, around, mistakes).map(Self::Caller),
            "conference" => Join::read(options, around, mistakes).map(Self::Conference),
            "echo" => Echo::read(options, mistakes).map(Self::Echo),
            "hangup" => Hangup::read(options, mistakes).map(Self::Hangup),
            "hours" => Hours::read(options, around, mistakes).map(Self::Hours),
            "menu" => Menu::read(options, around, mistakes).map(Self::Menu),
            "play" => Play::read(options, around, mistakes).map(Self::Play),
            "say" => Say::read(options, around, mistakes).map(Self::Say),
            "record" => Record::read(options, mistakes).map(Self::Record),
            "ring" => Ring::read(options, around, mistakes).map(Self::Ring),
            "tone" => Tone::read(options, mistakes).map(Self::Tone),
            _ => {
                let complaint = yaml::Complaint::new("unknown-step", at, format!("unknown step `{name}`"));
                mistakes.add(complaint.did_you_mean(mistakes.nearest(name, NAMES), || {
                    format!("the steps are {}", NAMES.join(", "))
                }));
                None
            }
        }
    }

    /// What it asks for; `None`: it only decides where the call goes.
    pub(crate) fn op(&self, graph: &Graph, facts: &Facts) -> Option<Op> {
        Some(match self {
            Self::Caller(_) | Self::Hours(_) => return None,
            Self::Answer(_) => Op::Answer,
            Self::Conference(join) => join.op(),
            Self::Echo(_) => Op::Echo,
            Self::Hangup(hangup) => hangup.op(),
            Self::Menu(menu) => menu.op(graph),
            Self::Play(play) => play.op(),
            Self::Record(record) => record.op(),
            Self::Ring(ring) => ring.op(facts),
            Self::Say(say) => say.op(),
            Self::Tone(tone) => tone.op(),
        })
    }

    /// The steps of its own that a deciding step leads to; `None`: on, to the step after.
    pub(crate) fn branch(&self, graph: &Graph, facts: &Facts, now: DateTime<Utc>) -> Option<&Block> {
        match self {
            Self::Caller(caller) => caller.branch(facts, &graph.extensions),
            Self::Hours(hours) => hours.branch(now),
            _ => None,
        }
    }

    /// Times of calls that a deciding step may send another way.
    pub(crate) fn moments(&self) -> Vec<DateTime<FixedOffset>> {
        match self {
            Self::Hours(hours) => hours.moments(),
            _ => Vec::new(),
        }
    }

    /// Callers that a deciding step may send another way.
    pub(crate) fn callers(&self) -> Vec<String> {
        match self {
            Self::Caller(caller) => caller.samples().collect(),
            _ => Vec::new(),
        }
    }

    /// What lets callers in.
    pub(crate) fn pins(&self) -> Vec<String> {
        let entry = match self {
            Self::Conference(join) => join.conference().entry.as_ref(),
            _ => None,
        };
        let moderators = entry.and_then(|entry| entry.moderation.as_ref());
        let pins = entry.map(|entry| &entry.pin).into_iter();
        pins.chain(moderators.map(|moderation| &moderation.pin))
            .map(|pin| pin.as_str().to_owned())
            .collect()
    }

    /// What a deciding step asks.
    pub(crate) fn question(&self) -> String {
        match self {
            Self::Caller(caller) => caller.question(),
            Self::Hours(hours) => hours.question(),
            _ => self.name().to_owned(),
        }
    }

    /// The ways on of a deciding step, by name; `None` is on, to the step after.
    pub(crate) fn cases(&self) -> Vec<(&'static str, Option<&Block>)> {
        match self {
            Self::Caller(caller) => caller.cases(),
            Self::Hours(hours) => hours.cases(),
            _ => Vec::new(),
        }
    }

    /// All steps of its own; those of a menu stand elsewhere.
    pub(crate) fn branches(&self) -> impl Iterator<Item = &Block> {
        let (caller, hours) = match self {
            Self::Caller(caller) => (Some(caller.blocks()), None),
            Self::Hours(hours) => (None, Some(hours.blocks())),
            _ => (None, None),
        };
        let caller = caller.into_iter().flatten();
        caller.chain(hours.into_iter().flatten())
    }

    pub(crate) const fn name(&self) -> &'static str {
        match self {
            Self::Answer(_) => "answer",
            Self::Caller(_) => "caller",
            Self::Conference(_) => "conference",
            Self::Echo(_) => "echo",
            Self::Hangup(_) => "hangup",
            Self::Hours(_) => "hours",
            Self::Menu(_) => "menu",
            Self::Play(_) => "play",
            Self::Record(_) => "record",
            Self::Ring(_) => "ring",
            Self::Say(_) => "say",
            Self::Tone(_) => "tone",
        }
    }

    /// Nothing comes after it.
    pub(crate) const fn is_terminal(&self) -> bool {
        matches!(self, Self::Echo(_) | Self::Hangup(_))
    }
}

impl Step {
    pub(crate) fn visit(&self, graph: &Graph) -> Visit {
        let file = graph.files.get(self.span.file).cloned().unwrap_or_default();
        Visit {
            file,
            line: self.span.line,
            column: self.span.column,
            step: self.action.name(),
        }
    }
}
