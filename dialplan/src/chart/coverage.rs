//! Which ways some test takes.

use std::collections::HashMap;

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
        for verdict in &proof.verdicts {
            self.take(&verdict.simulation, &by_step);
        }
        self
    }

    /// The ways out of steps that no test takes, where tests have been looked at: the step and the way.
    pub fn untaken(&self) -> impl Iterator<Item = (&Visit, &Exit)> {
        let untaken = self.edges.iter().filter(|edge| edge.taken == Some(false));
        untaken.filter_map(|edge| Some((self.nodes.get(edge.from)?.step.as_ref()?, &edge.exit)))
    }

    fn take(&mut self, simulation: &Simulation, by_step: &HashMap<Visit, usize>) {
        let node = |moment: &Moment| by_step.get(moment.visit.as_ref()?).copied();
        let nodes: Vec<Option<usize>> = simulation.moments.iter().map(node).collect();
        let into = nodes.first().copied().flatten();
        self.enter(into);
        let left = matches!(simulation.end, End::CallerLeft { .. });
        for (at, moment) in simulation.moments.iter().enumerate() {
            let Some(from) = nodes[at] else { continue };
            let to = nodes.get(at + 1).copied().flatten();
            let is_asked_again = to == Some(from);
            if is_asked_again || (left && at + 1 == nodes.len()) {
                continue;
            }
            let exit = self.exit(from, to, moment);
            let places = &self.nodes;
            let leads_there = |edge: &Edge| match to {
                Some(to) => edge.to == to,
                None => places[edge.to].kind == Kind::End,
            };
            for edge in &mut self.edges {
                if edge.from == from && edge.exit == exit && leads_there(edge) {
                    edge.taken = Some(true);
                }
            }
        }
    }

    /// The number that leads to the first step; where several do, all count as tried.
    fn enter(&mut self, into: Option<usize>) {
        for edge in &mut self.edges {
            if self.nodes[edge.from].kind == Kind::Number && Some(edge.to) == into {
                edge.taken = Some(true);
            }
        }
    }

    /// Why the call left a step.
    fn exit(&self, from: usize, to: Option<usize>, moment: &Moment) -> Exit {
        let leads = |exit: &Exit| {
            self.edges
                .iter()
                .any(|edge| edge.from == from && edge.exit == *exit && to.is_none_or(|to| edge.to == to))
        };
        match &moment.happening {
            Some(Happening::Rings { outcome, .. } | Happening::Dials { outcome, .. }) => match outcome {
                crate::Outcome::Answered => Exit::Answered,
                _ => Exit::NotAnswered,
            },
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
                | Happening::Plays { .. }
                | Happening::Sounds { .. }
                | Happening::Signals { .. }
                | Happening::HangsUp { .. },
            )
            | None => Exit::On,
        }
    }
}
