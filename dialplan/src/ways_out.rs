//! Nobody is stuck in a menu: what happens when no key comes must be written.

use yaml::Mistakes;

use crate::graph::{Block, Graph};
use crate::step::Action;

/// A menu without `timeout` needs a step after it, wherever a call comes to it.
pub(crate) fn check(graph: &Graph, mistakes: &mut Mistakes<'_>) {
    let routes = graph.routes.iter().map(|route| &route.steps);
    let branches = graph.menus.iter().flat_map(|menu| menu.blocks());
    for block in routes.chain(branches) {
        last_step(block, graph, mistakes);
    }
}

fn last_step(block: &Block, graph: &Graph, mistakes: &mut Mistakes<'_>) {
    let Some(step) = block.last() else { return };
    let Action::Menu(named) = &step.action else { return };
    if graph
        .menus
        .get(named.index)
        .is_some_and(|menu| menu.timeout.is_none())
    {
        let message = "nothing is said for a caller who presses no key in this menu";
        let help = "add `timeout: {ring: {extension: \"101\"}}` to the menu, or a step after this one";
        mistakes.say("menu-without-timeout", step.span, message, help);
    }
}
