//! Nodes and edges.

use std::ops::Range;

use serde::Serialize;

use super::draw;
use super::exit::Exit;
use crate::graph::Graph;
use crate::visit::Visit;

/// A plan as nodes and edges.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Picture {
    /// Numbers that can be dialled, steps, and ends; edges name them by their place here.
    pub nodes: Vec<Place>,
    /// The ways between them, in the order of the nodes they leave.
    pub edges: Vec<Edge>,
}

/// A node.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Place {
    /// What it is.
    pub kind: Kind,
    /// What stands in it.
    pub label: String,
    /// Where it is written; an end is written nowhere.
    pub step: Option<Visit>,
}

/// What a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Numbers that lead in.
    Number,
    /// A step.
    Step,
    /// Somebody has the call, or the plan is through.
    End,
}

/// A way from one node to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// The node it leaves.
    pub from: usize,
    /// The node it leads to.
    pub to: usize,
    /// Why a call takes it.
    #[serde(flatten)]
    pub exit: Exit,
    /// Some test takes it; `None`: nobody has looked.
    pub taken: Option<bool>,
}

impl Picture {
    /// Draws a plan.
    #[must_use]
    pub fn of(graph: &Graph) -> Self {
        draw::draw(graph)
    }

    /// The places of the ways out of a node.
    pub(super) fn leaving(&self, node: usize) -> Range<usize> {
        let first = self.edges.partition_point(|edge| edge.from < node);
        first..self.edges.partition_point(|edge| edge.from <= node)
    }
}
