//! From blocks of steps to nodes and edges.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use yaml::Span;

use super::exit::{Exit, Way, exits};
use super::label::label;
use super::picture::{Edge, Kind, Picture, Place};
use crate::graph::{Block, Graph};
use crate::step::Step;

/// What is known while it is drawn.
struct Drawing<'g> {
    graph: &'g Graph,
    picture: Picture,
    /// The node of each step.
    by_span: HashMap<Span, usize>,
    /// The first steps of routes.
    routes: HashSet<Span>,
    answered: usize,
    through: usize,
    /// Where the call goes on after each block that another step leads into: the block and the step there.
    callers: HashMap<Span, Vec<(Block, usize)>>,
}

pub(super) fn draw(graph: &Graph) -> Picture {
    let blocks = blocks(graph);
    let mut drawing = Drawing {
        graph,
        picture: Picture {
            nodes: Vec::new(),
            edges: Vec::new(),
        },
        by_span: HashMap::new(),
        routes: graph
            .routes
            .iter()
            .filter_map(|route| route.steps.first().map(|step| step.span))
            .collect(),
        answered: 0,
        through: 0,
        callers: HashMap::new(),
    };
    for step in blocks.iter().flat_map(|block| block.iter()) {
        drawing.add_step(step);
    }
    drawing.answered = drawing.add(Kind::End, "somebody has the call");
    drawing.through = drawing.add(Kind::End, "the plan is through");
    drawing.numbers();
    for block in &blocks {
        drawing.note_callers(block);
    }
    for block in &blocks {
        for at in 0..block.len() {
            drawing.edges_of(block, at);
        }
    }
    let mut picture = drawing.picture;
    picture.edges.sort_by_key(|edge| edge.from);
    picture
}

/// Those of routes and of menus, and the branches in them, each once.
fn blocks(graph: &Graph) -> Vec<Block> {
    let mut seen = BTreeSet::new();
    graph
        .blocks()
        .into_iter()
        .filter(|block| block.first().is_some_and(|step| seen.insert(step.span)))
        .map(Arc::clone)
        .collect()
}

impl Drawing<'_> {
    fn add(&mut self, kind: Kind, label: impl Into<String>) -> usize {
        self.picture.nodes.push(Place {
            kind,
            label: label.into(),
            step: None,
        });
        self.picture.nodes.len() - 1
    }

    fn add_step(&mut self, step: &Step) {
        let node = self.add(Kind::Step, label(step, self.graph));
        self.picture.nodes[node].step = Some(step.visit(self.graph));
        self.by_span.insert(step.span, node);
    }

    /// The numbers that lead into each route.
    fn numbers(&mut self) {
        let graph = self.graph;
        let mut numbers: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for (number, route) in graph.numbers.each() {
            numbers.entry(route).or_default().insert(number.to_owned());
        }
        for (many, route) in graph.numbers.many() {
            numbers.entry(route).or_default().insert(many.to_string());
        }
        if let Some(route) = graph.to_extensions {
            let every = String::from("every extension");
            numbers.entry(route).or_default().insert(every);
        }
        for (route, numbers) in numbers {
            let numbers: Vec<String> = numbers.into_iter().collect();
            let from = self.add(Kind::Number, numbers.join(", "));
            if let Some(to) = graph.route(route).and_then(|route| self.node(&route.steps, 0)) {
                self.edge(from, to, Exit::On);
            }
        }
    }

    fn note_callers(&mut self, block: &Block) {
        for (at, step) in block.iter().enumerate() {
            for (_, way) in exits(&step.action, self.graph) {
                if let (Way::Into(into), Some(first)) = (&way, first(&way)) {
                    let callers = self.callers.entry(first).or_default();
                    debug_assert!(!into.is_empty(), "no block is empty");
                    callers.push((Arc::clone(block), at));
                }
            }
        }
    }

    fn edges_of(&mut self, block: &Block, at: usize) {
        let (Some(step), Some(from)) = (block.get(at), self.node(block, at)) else {
            return;
        };
        for (exit, way) in exits(&step.action, self.graph) {
            let to: BTreeSet<usize> = match &way {
                Way::Answered => [self.answered].into(),
                Way::Into(into) => self.node(into, 0).into_iter().collect(),
                Way::Next => {
                    let mut to = BTreeSet::new();
                    self.next(block, at, &mut BTreeSet::new(), &mut to);
                    to
                }
            };
            for to in to {
                self.edge(from, to, exit.clone());
            }
        }
    }

    /// Where a call may go on after a step, by all ways that it may have come.
    fn next(&self, block: &Block, at: usize, seen: &mut BTreeSet<Span>, to: &mut BTreeSet<usize>) {
        if let Some(node) = self.node(block, at + 1) {
            to.insert(node);
            return;
        }
        let Some(first) = block.first().map(|step| step.span) else {
            return;
        };
        if !seen.insert(first) {
            return;
        }
        if self.routes.contains(&first) {
            to.insert(self.through);
        }
        for (caller, at) in self.callers.get(&first).into_iter().flatten() {
            self.next(caller, *at, seen, to);
        }
    }

    fn node(&self, block: &Block, at: usize) -> Option<usize> {
        self.by_span.get(&block.get(at)?.span).copied()
    }

    fn edge(&mut self, from: usize, to: usize, exit: Exit) {
        self.picture.edges.push(Edge {
            from,
            to,
            exit,
            taken: None,
        });
    }
}

fn first(way: &Way) -> Option<Span> {
    match way {
        Way::Into(block) => block.first().map(|step| step.span),
        Way::Next | Way::Answered => None,
    }
}
