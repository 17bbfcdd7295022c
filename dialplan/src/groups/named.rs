//! The section `groups`: all of them by name, each name once in all files.

use std::collections::BTreeMap;
use std::sync::Arc;

use yaml::{Complaint, Mistakes, Node, Span, Value};

use super::group::Group;
use super::reading;
use crate::compile::Context;
use crate::limits::GROUPS_MAX;

/// The groups of all files.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    by_name: BTreeMap<String, (Span, Option<Arc<Group>>)>,
    /// Numbers of their own.
    numbers: Vec<(String, Span, Arc<Group>)>,
}

impl Groups {
    /// Reads one file's section.
    pub(crate) fn read(&mut self, node: &Node, context: &Context<'_>, mistakes: &mut Mistakes<'_>) {
        let Value::Map(entries) = &node.value else {
            let message = format!(
                "`groups` is a map of names and groups, but here stands {}",
                node.kind()
            );
            let help = "write it as `sales: {members: [\"101\", \"102\"]}` lines";
            mistakes.say("wrong-type", node.span, message, help);
            return;
        };
        if self.by_name.len() + entries.len() > GROUPS_MAX {
            let help = format!("at most {GROUPS_MAX} are allowed");
            mistakes.say("too-many", node.span, "these are too many groups", help);
            return;
        }
        for entry in entries {
            let (name, span) = (entry.key.name.as_str(), entry.key.span);
            if let Some((first, _)) = self.by_name.get(name) {
                let message = format!("the group `{name}` is defined twice");
                let help = format!(
                    "it is already defined in {}:{}",
                    mistakes.name(*first),
                    first.line
                );
                mistakes.say("duplicate-group", span, message, help);
                continue;
            }
            let read = reading::group(name, &entry.value, context, mistakes);
            let group = read.map(|(group, number)| {
                let group = Arc::new(group);
                let number = number.map(|(number, span)| (number, span, Arc::clone(&group)));
                self.numbers.extend(number);
                group
            });
            self.by_name.insert(name.to_owned(), (span, group));
        }
    }

    /// The one that is named here. One with a mistake in it is `None`, and that mistake was told.
    pub(crate) fn find(&self, node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Arc<Group>> {
        let name = node.text("the name of a group", mistakes)?;
        let Some((_, group)) = self.by_name.get(name) else {
            let complaint = Complaint::new("unknown-group", node.span, format!("unknown group `{name}`"));
            let nearest = mistakes.nearest(name, self.by_name.keys().map(String::as_str));
            mistakes.add(complaint.did_you_mean(nearest, || {
                format!("add it to the section `groups`: `{name}: {{members: [\"101\", \"102\"]}}`")
            }));
            return None;
        };
        group.clone()
    }

    /// Those that can be dialled: the number, where it stands, and the group.
    pub(crate) fn dialled(&self) -> impl Iterator<Item = (String, Span, Arc<Group>)> {
        self.numbers.iter().cloned()
    }
}
