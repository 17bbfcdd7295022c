//! A checked plan.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use crate::cases::Case;
use crate::menu::Menu;
use crate::numbers::Table;
use crate::said::Said;
use crate::step::{Action, Step};
use crate::visit::Visit;

/// A checked plan, immutable: every target exists, every route ends.
#[derive(Clone, Debug, Default)]
pub struct Graph {
    pub(crate) files: Vec<String>,
    pub(crate) routes: Vec<Route>,
    pub(crate) numbers: Table,
    /// The route of all users' own numbers, and these numbers.
    pub(crate) to_extensions: Option<usize>,
    pub(crate) extensions: BTreeSet<String>,
    pub(crate) prompts: BTreeSet<String>,
    pub(crate) said: BTreeSet<Said>,
    /// Calls that show what the plan does.
    pub(crate) cases: Vec<Case>,
    pub(crate) menus: Vec<Arc<Menu>>,
}

/// What happens to a call, step by step.
#[derive(Clone, Debug)]
pub(crate) struct Route {
    pub(crate) steps: Block,
}

/// Steps, one after the other: those of a route or of a branch.
pub(crate) type Block = Arc<[Step]>;

impl Graph {
    /// Every step, in the order of the files.
    pub fn steps(&self) -> impl Iterator<Item = Visit> {
        let mut steps: Vec<&Step> = self.blocks().into_iter().flat_map(|block| block.iter()).collect();
        steps.sort_by_key(|step| step.span);
        steps.into_iter().map(|step| step.visit(self))
    }

    /// Those of routes and menus, and all branches in them.
    pub(crate) fn blocks(&self) -> Vec<&Block> {
        let menus = self.menus.iter().flat_map(|menu| menu.blocks());
        let mut blocks: Vec<&Block> = self
            .routes
            .iter()
            .map(|route| &route.steps)
            .chain(menus)
            .collect();
        let mut next = 0;
        while let Some(block) = blocks.get(next).copied() {
            blocks.extend(block.iter().flat_map(|step| step.action.branches()));
            next += 1;
        }
        blocks
    }

    /// The words that calls may hear, each once.
    pub fn said(&self) -> impl Iterator<Item = &Said> {
        self.said.iter()
    }

    /// Steps say words too.
    pub(crate) fn note_said(&mut self) {
        let steps = self.blocks().into_iter().flat_map(|block| block.iter());
        let said: Vec<Said> = steps
            .filter_map(|step| match &step.action {
                Action::Say(say) => Some(say.said.clone()),
                _ => None,
            })
            .collect();
        self.said.extend(said);
    }

    /// How many routes there are.
    #[must_use]
    pub fn route_count(&self) -> usize {
        self.routes.len()
    }

    /// The paths of all sound files that steps may play, each once.
    pub fn prompts(&self) -> impl Iterator<Item = &str> {
        self.prompts.iter().map(String::as_str)
    }

    /// A number that lets the caller hear itself; the lowest if there are several.
    #[must_use]
    pub fn echo_number(&self) -> Option<String> {
        let echoes = |route: &Route| {
            let mut steps = route.steps.iter();
            steps.any(|step| matches!(step.action, Action::Echo(_)))
        };
        let numbers = self
            .numbers
            .each()
            .filter(|(_, route)| self.route(*route).is_some_and(echoes));
        numbers.map(|(number, _)| number).min().map(str::to_owned)
    }

    /// How long a call to this number rings at first; zero if it rings nobody.
    #[must_use]
    pub fn ring_time(&self, number: &str) -> Duration {
        let route = self.route_of(number, false).and_then(|route| self.route(route));
        route
            .and_then(|route| first_ring(&route.steps))
            .unwrap_or_default()
    }

    /// A route of its own comes before the one of all extensions, and that before those of many numbers. A caller
    /// from outside finds no route of many numbers that leads outside again: nobody shall call at our expense.
    pub(crate) fn route_of(&self, number: &str, outside: bool) -> Option<usize> {
        let of_user = || self.to_extensions.filter(|_| self.extensions.contains(number));
        let open = |route: usize| !outside || !self.leads_outside(route);
        let of_many = || self.numbers.of_many(number).filter(|route| open(*route));
        self.numbers.alone(number).or_else(of_user).or_else(of_many)
    }

    /// Whether a call to this route may come to a number outside, by whatever menus.
    fn leads_outside(&self, route: usize) -> bool {
        let mut seen = BTreeSet::new();
        let mut blocks: Vec<&Block> = self.route(route).map(|route| &route.steps).into_iter().collect();
        while let Some(block) = blocks.pop() {
            for step in block.iter() {
                match &step.action {
                    Action::Ring(ring) if ring.external.is_some() => return true,
                    Action::Menu(menu) if seen.insert(menu.index) => {
                        blocks.extend(
                            self.menus
                                .get(menu.index)
                                .into_iter()
                                .flat_map(|menu| menu.blocks()),
                        );
                    }
                    action => blocks.extend(action.branches()),
                }
            }
        }
        false
    }

    pub(crate) fn route(&self, route: usize) -> Option<&Route> {
        self.routes.get(route)
    }
}

/// How long the first `ring` of these steps rings, be it in a branch.
fn first_ring(block: &Block) -> Option<Duration> {
    block.iter().find_map(|step| match &step.action {
        Action::Ring(ring) => Some(ring.timeout),
        action => action.branches().find_map(first_ring),
    })
}
