//! `menu: main`: the caller chooses by keys. The steps after it are for those who choose nothing, or whose choice led
//! nowhere.

use yaml::{Complaint, Mistakes, Node};

use super::named;
use crate::graph::Graph;
use crate::op::{Cause, Op};
use crate::route::Surroundings;

#[derive(Clone, Debug)]
pub(crate) struct Menu {
    /// Its place in the graph.
    pub(crate) index: usize,
}

impl Menu {
    pub(super) fn read(
        options: &Node,
        around: &Surroundings<'_>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let node = named::name(options, "`menu`", "main", mistakes)?;
        let name = node.text("the name of a menu", mistakes)?;
        let index = around.menus.index(name);
        if index.is_none() {
            let complaint = Complaint::new("unknown-menu", node.span, format!("unknown menu `{name}`"));
            let nearest = mistakes.nearest(name, around.menus.names());
            mistakes.add(complaint.did_you_mean(nearest, || {
                format!("add it to the section `menus`: `{name}: {{prompt: …, keys: …}}`")
            }));
        }
        index.map(|index| Self { index })
    }

    pub(super) fn op(&self, graph: &Graph) -> Op {
        graph
            .menus
            .get(self.index)
            .map_or(Op::Hangup { cause: Cause::Failed }, |menu| menu.ask())
    }
}
