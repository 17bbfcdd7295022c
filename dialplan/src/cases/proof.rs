//! All tests of a plan, made.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use yaml::{Diagnostics, Source};

use super::case::Case;
use super::verdict::Verdict;
use crate::graph::Graph;
use crate::simulate::{Simulation, World};
use crate::visit::Visit;

/// What became of a plan's tests.
#[derive(Clone, Debug)]
pub struct Proof {
    /// One for each test, in the order of the files.
    pub verdicts: Vec<Verdict>,
    untaken: Vec<Visit>,
}

impl Proof {
    /// Makes all tests of a plan; `sounds` are the lengths of its sound files, by their path in the plan.
    #[must_use]
    pub fn of(graph: &Arc<Graph>, sounds: &BTreeMap<String, Duration>) -> Self {
        let verdict = |case: &Case| {
            let world = World {
                sounds: sounds.clone(),
                ..case.world.clone()
            };
            Verdict::of(case, Simulation::of(graph, case.facts.clone(), &world))
        };
        let verdicts: Vec<Verdict> = graph.cases.iter().map(verdict).collect();
        let moments = verdicts.iter().flat_map(|verdict| &verdict.simulation.moments);
        let taken: HashSet<&Visit> = moments.filter_map(|moment| moment.visit.as_ref()).collect();
        let untaken = graph.steps().filter(|step| !taken.contains(step)).collect();
        Self { verdicts, untaken }
    }

    /// The steps that no test comes to, in the order of the files.
    #[must_use]
    pub fn untaken(&self) -> &[Visit] {
        &self.untaken
    }

    /// The tests that did not go as expected.
    pub fn failed(&self) -> impl Iterator<Item = &Verdict> {
        self.verdicts.iter().filter(|verdict| !verdict.passed())
    }

    /// What was otherwise than expected, with the places in the texts that were compiled; `None`: nothing.
    #[must_use]
    pub fn told(&self, sources: &[Source]) -> Option<Diagnostics> {
        let told = self.failed().filter_map(|verdict| verdict.told(sources));
        told.reduce(Diagnostics::and)
    }
}
