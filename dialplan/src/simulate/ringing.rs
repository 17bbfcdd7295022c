//! What comes of ringing several phones at once.

use std::time::Duration;

use super::happening::Rung;
use super::world::{Reaction, World};
use crate::outcome::Outcome;

/// How a ring went.
#[derive(Debug)]
pub(super) struct Ringing {
    pub(super) rung: Vec<Rung>,
    pub(super) took: Duration,
    pub(super) outcome: Outcome,
    pub(super) answered_by: Option<String>,
}

/// Rings all at once. Who answers first has the call; who declines, declines for all, as a 6xx does; phones that are
/// busy or gone refuse at once.
pub(super) fn ring(world: &World, numbers: &[&str], timeout: Duration) -> Ringing {
    let rung: Vec<Rung> = numbers
        .iter()
        .map(|number| Rung {
            number: (*number).to_owned(),
            reaction: world.reaction(number),
        })
        .collect();
    // The first of those at the same time decides, as the first datagram would.
    let decides = rung
        .iter()
        .filter_map(|rung| match rung.reaction {
            Reaction::Answers(after) => Some((after, Outcome::Answered, Some(rung.number.clone()))),
            Reaction::Rejects(after) => Some((after, Outcome::Rejected, None)),
            Reaction::NoAnswer | Reaction::Busy | Reaction::Unregistered => None,
        })
        .filter(|(after, ..)| *after < timeout)
        .min_by_key(|(after, ..)| *after);
    let (took, outcome, answered_by) = decides.unwrap_or_else(|| {
        let (took, outcome) = undecided(&rung, timeout);
        (took, outcome, None)
    });
    Ringing {
        rung,
        took,
        outcome,
        answered_by,
    }
}

/// Nobody picked up.
fn undecided(rung: &[Rung], timeout: Duration) -> (Duration, Outcome) {
    if rung.iter().any(Rung::rings) {
        (timeout, Outcome::NoAnswer)
    } else if rung.iter().any(|rung| rung.reaction == Reaction::Busy) {
        (Duration::ZERO, Outcome::Busy)
    } else {
        (Duration::ZERO, Outcome::Unregistered)
    }
}
