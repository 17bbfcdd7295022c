//! The calls that two plans are compared by: every number, by users and from outside, with every kind of answer and
//! every key, and where it makes a difference at every time.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use chrono::{DateTime, FixedOffset};

use crate::digits::Digits;
use crate::graph::Graph;
use crate::hours::WITH_OFFSET;
use crate::run::Facts;
use crate::simulate::{Reaction, World};

/// Who calls from outside.
const STRANGER: &str = "+15550199";
/// When all calls come, in seconds since 1970: 14 January 2026, 12:00 UTC.
const WEDNESDAY_NOON: i64 = 1_768_392_000;
/// Callers from outside that one number is called by, the lowest numbers of them.
const CALLERS_MAX: usize = 100;
/// Times at which one call is made, the earliest of them.
const TIMES_MAX: usize = 1_000;
/// Keys that one call presses, an answer each.
pub(super) const DEPTH_MAX: usize = 3;

/// One call, and what it meets.
#[derive(Clone, Debug)]
pub(super) struct Call {
    pub(super) facts: Facts,
    /// The number as a plan writes it, which may stand for many.
    written: String,
    /// When it comes, if not at the usual time.
    at: Option<DateTime<FixedOffset>>,
    pub(super) others: Reaction,
    pub(super) answers: Vec<Digits>,
}

impl Call {
    /// All calls before any key is pressed.
    pub(super) fn all(graphs: [&Graph; 2]) -> Vec<Self> {
        let reactions = [
            Reaction::Answers(World::PICKS_UP_AFTER),
            Reaction::NoAnswer,
            Reaction::Busy,
            Reaction::Unregistered,
        ];
        let insider = graphs.iter().find_map(|graph| graph.extensions.first());
        let inside = insider.map(|number| (number.clone(), false));
        let strangers = callers(graphs).into_iter().chain([STRANGER.to_owned()]);
        let strangers = strangers.map(|number| (number, true));
        let callers: Vec<(String, bool)> = inside.into_iter().chain(strangers).collect();
        let mut calls = Vec::new();
        for (to, written) in graphs.into_iter().flat_map(numbers).collect::<BTreeMap<_, _>>() {
            for (from, outside) in &callers {
                calls.extend(reactions.map(|others| Self {
                    facts: Facts {
                        from: from.clone(),
                        to: to.clone(),
                        outside: *outside,
                        at: DateTime::from_timestamp(WEDNESDAY_NOON, 0).unwrap_or_default(),
                    },
                    written: written.clone(),
                    at: None,
                    others,
                    answers: Vec::new(),
                }));
            }
        }
        calls
    }

    /// The same call with one more answer.
    pub(super) fn pressing(&self, keys: Digits) -> Self {
        let mut call = self.clone();
        call.answers.push(keys);
        call
    }

    /// The same call at these times; none, if it is not at the usual time itself.
    pub(super) fn at_other_times<'a>(
        &'a self,
        times: &'a BTreeSet<DateTime<FixedOffset>>,
    ) -> impl Iterator<Item = Self> + 'a {
        let times = times.iter().filter(|_| self.at.is_none());
        times.map(|at| {
            let mut call = self.clone();
            call.facts.at = at.to_utc();
            call.at = Some(*at);
            call
        })
    }

    pub(super) fn world(&self, sounds: &World) -> World {
        World {
            others: self.others,
            answers: self.answers.clone(),
            ..sounds.clone()
        }
    }
}

/// Every number that leads somewhere, one for many, and how it is written.
fn numbers(graph: &Graph) -> Vec<(String, String)> {
    let of_many = graph.numbers.many();
    let of_many = of_many.map(|(many, _)| (many.sample(), many.to_string()));
    let of_users = graph.extensions.iter().filter(|_| graph.to_extensions.is_some());
    let alone = graph.numbers.each().map(|(number, _)| number);
    let alone = alone.chain(of_users.map(String::as_str));
    of_many
        .chain(alone.map(|number| (number.to_owned(), number.to_owned())))
        .collect()
}

/// Callers that make a difference to some call.
fn callers(graphs: [&Graph; 2]) -> BTreeSet<String> {
    let blocks = graphs.into_iter().flat_map(Graph::blocks);
    let steps = blocks.flat_map(|block| block.iter());
    let all: BTreeSet<String> = steps.flat_map(|step| step.action.callers()).collect();
    all.into_iter().take(CALLERS_MAX).collect()
}

/// Times that make a difference to some call.
pub(super) fn times(graphs: [&Graph; 2]) -> BTreeSet<DateTime<FixedOffset>> {
    let blocks = graphs.into_iter().flat_map(Graph::blocks);
    let steps = blocks.flat_map(|block| block.iter());
    let all: BTreeSet<_> = steps.flat_map(|step| step.action.moments()).collect();
    all.into_iter().take(TIMES_MAX).collect()
}

/// What can be pressed in any menu of these plans, and what lets callers into conferences.
pub(super) fn keys(graphs: [&Graph; 2]) -> BTreeSet<String> {
    let menus = graphs.into_iter().flat_map(|graph| &graph.menus);
    let keys = menus.flat_map(|menu| menu.keys.keys()).cloned();
    let blocks = graphs.into_iter().flat_map(Graph::blocks);
    let steps = blocks.flat_map(|block| block.iter());
    keys.chain(steps.flat_map(|step| step.action.pins())).collect()
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let by = match (self.facts.outside, self.facts.from.as_str()) {
            (false, _) => String::from("by a user"),
            (true, STRANGER) => String::from("from outside"),
            (true, number) => format!("from outside by {number}"),
        };
        let others = match self.others {
            Reaction::Answers(_) => "everybody answers",
            Reaction::NoAnswer => "nobody answers",
            Reaction::Busy => "everybody is busy",
            Reaction::Rejects(_) => "everybody declines",
            Reaction::Unregistered => "no phone is registered",
        };
        write!(f, "{} {by}, {others}", self.written)?;
        if let Some(at) = self.at {
            write!(f, ", at {}", at.format(WITH_OFFSET))?;
        }
        for (at, keys) in self.answers.iter().enumerate() {
            let word = if at == 0 { ", keys" } else { " then" };
            write!(f, "{word} {keys}")?;
        }
        Ok(())
    }
}
