//! Nodes from the inside out, as the parser's events close them.

use std::collections::HashMap;

use crate::complaint::Complaint;
use crate::mistakes::Mistakes;
use crate::node::{Entry, Key, Node, Value};

/// A node and what it and all in it cost.
#[derive(Clone, Debug)]
pub(super) struct Built {
    pub(super) node: Node,
    pub(super) cost: usize,
}

/// What is open, outermost first, and the root once it is closed.
#[derive(Debug, Default)]
pub(super) struct Tree {
    open: Vec<Open>,
    root: Option<Node>,
}

#[derive(Debug)]
struct Open {
    built: Built,
    anchor: usize,
    /// In a map: the key that waits for its value. The inner `None`: the key was no text.
    key: Option<Option<Key>>,
    /// In a map: the line of each key so far.
    lines: HashMap<String, usize>,
}

impl Tree {
    pub(super) fn depth(&self) -> usize {
        self.open.len()
    }

    pub(super) fn is_finished(&self) -> bool {
        self.root.is_some()
    }

    pub(super) fn finish(self) -> Option<Node> {
        self.root
    }

    pub(super) fn open(&mut self, built: Built, anchor: usize) {
        self.open.push(Open {
            built,
            anchor,
            key: None,
            lines: HashMap::new(),
        });
    }

    /// The innermost collection is complete; it is yet to be placed.
    pub(super) fn close(&mut self) -> Option<(Built, usize)> {
        self.open.pop().map(|open| (open.built, open.anchor))
    }

    /// A complete node goes into the innermost collection, or is the root.
    pub(super) fn place(&mut self, built: Built, mistakes: &mut Mistakes<'_>) {
        match self.open.last_mut() {
            Some(open) => open.place(built, mistakes),
            None => self.root = Some(built.node),
        }
    }
}

impl Open {
    fn place(&mut self, Built { node, cost }: Built, mistakes: &mut Mistakes<'_>) {
        self.built.cost += cost;
        match (&mut self.built.node.value, self.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Map(_), None) => self.key = Some(key(node, mistakes)),
            (Value::Map(entries), Some(Some(key))) => match self.lines.get(&key.name) {
                None => {
                    self.lines.insert(key.name.clone(), key.span.line);
                    entries.push(Entry { key, value: node });
                }
                Some(line) => {
                    let message = format!("`{}` is given twice", key.name);
                    let complaint = Complaint::new("duplicate-key", key.span, message);
                    mistakes
                        .add(complaint.help(format!("it is already given in line {line}: keep one of them")));
                }
            },
            (Value::Map(_), Some(None)) | (Value::Scalar(_), _) => {}
        }
    }
}

fn key(node: Node, mistakes: &mut Mistakes<'_>) -> Option<Key> {
    match node.value {
        Value::Scalar(scalar) => Some(Key {
            name: scalar.text,
            span: node.span,
        }),
        Value::List(_) | Value::Map(_) => {
            mistakes.say(
                "key-not-text",
                node.span,
                "a key must be a text",
                "write it as `key: value`",
            );
            None
        }
    }
}
