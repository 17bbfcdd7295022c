//! Nobody is left without an answer: what happens when no key comes must be written, and when nobody is there.

use yaml::Mistakes;

use crate::graph::{Block, Graph};
use crate::step::Action;

/// A menu without `timeout` needs a step after it, wherever a call comes to it.
pub(crate) fn check(graph: &Graph, mistakes: &mut Mistakes<'_>) {
    for block in graph.blocks() {
        last_step(block, graph, mistakes);
    }
    for route in &graph.routes {
        hours(&route.steps, mistakes);
    }
}

/// Hours that are the last of a route need steps for when it is open, and for when it is not.
fn hours(block: &Block, mistakes: &mut Mistakes<'_>) {
    let Some(step) = block.last() else { return };
    if matches!(&step.action, Action::Hours(hours) if hours.has_gap()) {
        let message = "these hours leave a gap: at some time nothing is said for a caller";
        let help = "add the other one of `open` and `closed`, or a step after this one";
        mistakes.say("hours-leave-gap", step.span, message, help);
    }
    for branch in step.action.branches() {
        hours(branch, mistakes);
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
