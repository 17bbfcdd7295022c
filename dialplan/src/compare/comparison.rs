//! Two plans, compared by what callers notice.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use serde::Serialize;
use yaml::duration_text;

use super::call::{Call, DEPTH_MAX, keys, times};
use super::change::Change;
use crate::cases::events;
use crate::digits::Digits;
use crate::graph::Graph;
use crate::simulate::{Happening, Simulation, World};

/// Calls that are made at most; the others are counted.
const CALLS_MAX: usize = 200_000;

/// What a new plan changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// How many calls were made through both.
    pub calls: usize,
    /// Calls that were not made, as there are too many.
    pub left_out: usize,
    /// What is otherwise, the calls of each in the order of their numbers.
    pub changes: Vec<Change>,
}

impl Comparison {
    /// Compares two plans; `sounds` are the lengths of the sound files of each.
    #[must_use]
    pub fn of(
        old: (&Arc<Graph>, &BTreeMap<String, Duration>),
        new: (&Arc<Graph>, &BTreeMap<String, Duration>),
    ) -> Self {
        let world = |sounds: &BTreeMap<String, Duration>| World {
            sounds: sounds.clone(),
            ..World::default()
        };
        let (before, after) = (world(old.1), world(new.1));
        let keys: Vec<Digits> = keys([old.0, new.0]).iter().map(|keys| Digits::of(keys)).collect();
        let times = times([old.0, new.0]);
        let mut waiting = Call::all([old.0, new.0]);
        let (mut calls, mut left_out) = (0, 0);
        let mut places: HashMap<(Vec<String>, Vec<String>), usize> = HashMap::new();
        let mut changes: Vec<Change> = Vec::new();
        while !waiting.is_empty() {
            let mut deeper = Vec::new();
            for call in waiting {
                if calls == CALLS_MAX {
                    left_out += 1;
                    continue;
                }
                calls += 1;
                let simulation = |graph: &Arc<Graph>, world: &World| {
                    Simulation::of(graph, call.facts.clone(), &call.world(world))
                };
                let (was, is) = (simulation(old.0, &before), simulation(new.0, &after));
                let asked = questions(&was).max(questions(&is));
                if asked > call.answers.len() && call.answers.len() < DEPTH_MAX {
                    deeper.extend(keys.iter().map(|keys| call.pressing(*keys)));
                }
                if asks_the_time(&was) || asks_the_time(&is) {
                    deeper.extend(call.at_other_times(&times));
                }
                let (before, after) = (noticed(&was), noticed(&is));
                if before == after {
                    continue;
                }
                let place = *places.entry((before.clone(), after.clone())).or_insert_with(|| {
                    changes.push(Change {
                        calls: Vec::new(),
                        before,
                        after,
                    });
                    changes.len() - 1
                });
                changes[place].calls.push(call.to_string());
            }
            waiting = deeper;
        }
        Self {
            calls,
            left_out,
            changes,
        }
    }
}

/// How often the caller was asked for keys.
fn questions(simulation: &Simulation) -> usize {
    let asks = |happening: &Option<Happening>| matches!(happening, Some(Happening::Asks { .. }));
    simulation
        .moments
        .iter()
        .filter(|moment| asks(&moment.happening))
        .count()
}

/// A step went by the time of the call.
fn asks_the_time(simulation: &Simulation) -> bool {
    let mut visits = simulation
        .moments
        .iter()
        .filter_map(|moment| moment.visit.as_ref());
    visits.any(|visit| visit.step == "hours")
}

/// What the caller and the phones notice, a line each.
fn noticed(simulation: &Simulation) -> Vec<String> {
    let lines = events(simulation).into_iter().map(|noticed| {
        let (event, at) = (&noticed.event, duration_text(noticed.at));
        if noticed.took.is_zero() {
            format!("{event} after {at}")
        } else {
            format!("{event} after {at} for {}", duration_text(noticed.took))
        }
    });
    lines.collect()
}
