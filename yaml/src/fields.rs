//! A map whose keys are asked for by name; what nobody asked for is unknown.

use crate::complaint::Complaint;
use crate::mistakes::Mistakes;
use crate::node::{Entry, Node, Value};
use crate::span::Span;

/// The keys of a map, while they are being read.
#[derive(Debug)]
pub struct Fields<'n> {
    span: Span,
    entries: &'n [Entry],
    known: Vec<&'static str>,
}

impl Node {
    /// The node as a map; `what` says whose, as in "a route".
    pub fn fields(&self, what: &str, mistakes: &mut Mistakes<'_>) -> Option<Fields<'_>> {
        match &self.value {
            Value::Map(entries) => Some(Fields {
                span: self.span,
                entries,
                known: Vec::new(),
            }),
            Value::Scalar(_) | Value::List(_) => {
                let found = self.kind();
                let message = format!("{what} is a map of keys and values, but here stands {found}");
                mistakes.say("wrong-type", self.span, message, "write it as `key: value` lines");
                None
            }
        }
    }

    /// The node as a list.
    pub fn items(&self, what: &str, mistakes: &mut Mistakes<'_>) -> Option<&[Node]> {
        match &self.value {
            Value::List(items) => Some(items),
            Value::Scalar(_) | Value::Map(_) => {
                let found = self.kind();
                let message = format!("{what} is a list, but here stands {found}");
                mistakes.say("wrong-type", self.span, message, "start each entry with `- `");
                None
            }
        }
    }
}

impl<'n> Fields<'n> {
    /// A key that may be absent. A key without a value is a mistake, not an absence.
    pub fn take(&mut self, name: &'static str, mistakes: &mut Mistakes<'_>) -> Option<&'n Node> {
        self.known.push(name);
        let entry = self.entries.iter().find(|entry| entry.key.name == name)?;
        if entry.value.is_null() {
            mistakes.say(
                "empty-value",
                entry.key.span,
                format!("`{name}` has no value"),
                "give it one or remove the line; a value that starts with # or * must stand in quotes",
            );
            return None;
        }
        Some(&entry.value)
    }

    /// A key that must be there; `example` shows how it is written.
    pub fn need(
        &mut self,
        name: &'static str,
        example: &str,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<&'n Node> {
        let present = self.entries.iter().any(|entry| entry.key.name == name);
        if present {
            return self.take(name, mistakes);
        }
        self.known.push(name);
        mistakes.say(
            "missing-key",
            self.span,
            format!("`{name}` is missing"),
            format!("add `{name}: {example}`"),
        );
        None
    }

    /// `true` or `false`; `otherwise` if the key is absent.
    pub fn flag(&mut self, name: &'static str, otherwise: bool, mistakes: &mut Mistakes<'_>) -> Option<bool> {
        let Some(node) = self.take(name, mistakes) else {
            return Some(otherwise);
        };
        let word = node.text("`true` or `false`", mistakes)?;
        let said = word.parse().ok();
        if said.is_none() {
            let message = format!("expected `true` or `false`, but here stands `{word}`");
            let help = format!("write `{name}: {}`, or leave it out", !otherwise);
            mistakes.say("wrong-type", node.span, message, help);
        }
        said
    }

    /// All keys have been asked for: the others are mistakes.
    pub fn finish(self, mistakes: &mut Mistakes<'_>) {
        let unknown = self
            .entries
            .iter()
            .filter(|entry| !self.known.contains(&entry.key.name.as_str()));
        for Entry { key, .. } in unknown {
            let message = format!("unknown key `{}`", key.name);
            let nearest = mistakes.nearest(&key.name, self.known.iter().copied());
            let all = || match self.known.as_slice() {
                [] => String::from("remove it: nothing can be said here"),
                known => format!("the keys here are {}", quoted(known)),
            };
            mistakes.add(Complaint::new("unknown-key", key.span, message).did_you_mean(nearest, all));
        }
    }
}

/// `` `a`, `b` ``
fn quoted(names: &[&str]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}
