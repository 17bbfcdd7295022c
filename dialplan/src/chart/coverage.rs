//! Which ways some test takes.

use std::collections::{HashMap, HashSet};

use super::exit::Exit;
use super::picture::{Edge, Kind, Picture};
use crate::cases::Proof;
use crate::simulate::{End, Happening, Moment, Simulation};
use crate::visit::Visit;

impl Picture {
    /// Notes for each edge whether some test takes it.
    #[must_use]
    pub fn with_tests(mut self, proof: &Proof) -> Self {
        for edge in &mut self.edges {
            edge.taken = Some(false);
        }
        let steps = self.nodes.iter().enumerate();
        let by_step: HashMap<Visit, usize> = steps
            .filter_map(|(node, place)| Some((place.step.clone()?, node)))
            .collect();
        let mut entered = HashSet::new();
        for verdict in &proof.verdicts {
            entered.extend(self.take(&verdict.simulation, &by_step));
        }
        // Where several numbers lead to the first step, all count as tried.
        for edge in &mut self.edges {
            if self.nodes[edge.from].kind == Kind::Number && entered.contains(&edge.to) {
                edge.taken = Some(true);
            }
        }
        self
    }

    /// The ways out of steps that no test takes, where tests have been looked at: the step and the way.
    pub fn untaken(&self) -> impl Iterator<Item = (&Visit, &Exit)> {
        let untaken = self.edges.iter().filter(|edge| edge.taken == Some(false));
        untaken.filter_map(|edge| Some((self.nodes.get(edge.from)?.step.as_ref()?, &edge.exit)))
    }

    /// Notes the ways of one call; it comes to this node first.
    fn take(&mut self, simulation: &Simulation, by_step: &HashMap<Visit, usize>) -> Option<usize> {
        let node = |moment: &Moment| by_step.get(moment.visit.as_ref()?).copied();
        let nodes: Vec<Option<usize>> = simulation.moments.iter().map(node).collect();
        let left = matches!(simulation.end, End::CallerLeft { .. });
        for (at, moment) in simulation.moments.iter().enumerate() {
            let Some(from) = nodes[at] else { continue };
            let to = nodes.get(at + 1).copied().flatten();
            let is_asked_again = to == Some(from);
            if is_asked_again || (left && at + 1 == nodes.len()) {
                continue;
            }
            let exit = self.exit(from, to, moment);
            let ways = self.leaving(from);
            let places = &self.nodes;
            let leads_there = |edge: &Edge| match to {
                Some(to) => edge.to == to,
                None => places[edge.to].kind == Kind::End,
            };
            for edge in &mut self.edges[ways] {
                if edge.exit == exit && leads_there(edge) {
                    edge.taken = Some(true);
                }
            }
        }
        nodes.first().copied().flatten()
    }

    /// Why the call left a step.
    fn exit(&self, from: usize, to: Option<usize>, moment: &Moment) -> Exit {
        let leads = |exit: &Exit| {
            self.edges[self.leaving(from)]
                .iter()
                .any(|edge| edge.exit == *exit && to.is_none_or(|to| edge.to == to))
        };
        match &moment.happening {
            Some(Happening::Rings { outcome, .. } | Happening::Dials { outcome, .. }) => match outcome {
                crate::Outcome::Answered => Exit::Answered,
                _ => Exit::NotAnswered,
            },
            Some(Happening::Chooses { .. }) => Exit::NotAnswered,
            Some(Happening::Joins { outcome, .. }) if *outcome == crate::Outcome::Busy => Exit::Full,
            Some(Happening::Asks { .. }) if leads(&Exit::WrongPin) => Exit::WrongPin,
            Some(Happening::Asks { keys, .. }) if keys.is_empty() => Exit::NoKey,
            Some(Happening::Asks { keys, .. }) => {
                let key = Exit::Key(keys.to_string());
                [key, Exit::Extension]
                    .into_iter()
                    .find(leads)
                    .unwrap_or(Exit::WrongKey)
            }
            Some(
                Happening::Answers
                | Happening::Echoes
                | Happening::Joins { .. }
                | Happening::Plays { .. }
                | Happening::Sounds { .. }
                | Happening::Signals { .. }
                | Happening::Records { .. }
                | Happening::HangsUp { .. },
            ) => Exit::On,
            None => self.decided(from, to),
        }
    }

    /// By which of its ways a step that only decides leads there.
    fn decided(&self, from: usize, to: Option<usize>) -> Exit {
        let leads_there = |edge: &&Edge| match to {
            Some(to) => edge.to == to,
            None => self.nodes[edge.to].kind == Kind::End,
        };
        let mut edges = self.edges.iter().filter(|edge| edge.from == from);
        edges.find(leads_there).map_or(Exit::On, |edge| edge.exit.clone())
    }
}
