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
        gap(&route.steps, mistakes);
    }
}

/// What decides last of a route needs steps either way: for when it is open and when it is not, for these callers and
/// the others.
fn gap(block: &Block, mistakes: &mut Mistakes<'_>) {
    let Some(step) = block.last() else { return };
    if matches!(&step.action, Action::Hours(hours) if hours.has_gap()) {
        let message = "these hours leave a gap: at some time nothing is said for a caller";
        let help = "add the other one of `open` and `closed`, or a step after this one";
        mistakes.say("hours-leave-gap", step.span, message, help);
    }
    if matches!(&step.action, Action::Caller(caller) if caller.has_gap()) {
        let message = "this step leaves a gap: nothing is said for some callers";
        let help = "add the other one of `then` and `otherwise`, or a step after this one";
        mistakes.say("caller-leaves-gap", step.span, message, help);
    }
    for branch in step.action.branches() {
        gap(branch, mistakes);
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
