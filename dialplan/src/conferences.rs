//! The section `conferences`: rooms where callers meet.

use std::collections::BTreeMap;
use std::sync::Arc;

use yaml::{Mistakes, Node, Span, Value};

use crate::conference::Conference;
use crate::limits::{CONFERENCE_MEMBERS, CONFERENCE_MEMBERS_DEFAULT, CONFERENCES_MAX};

/// The rooms of all files by name, and where they are written.
#[derive(Debug, Default)]
pub(crate) struct Conferences {
    by_name: BTreeMap<String, (Span, Option<Arc<Conference>>)>,
}

impl Conferences {
    /// Reads one file's section.
    pub(crate) fn read(&mut self, node: &Node, mistakes: &mut Mistakes<'_>) {
        let Value::Map(entries) = &node.value else {
            let message = format!(
                "`conferences` is a map of names and rooms, but here stands {}",
                node.kind()
            );
            let help = "write it as `weekly: {members: 20}` lines";
            mistakes.say("wrong-type", node.span, message, help);
            return;
        };
        if self.by_name.len() + entries.len() > CONFERENCES_MAX {
            let help = format!("at most {CONFERENCES_MAX} are allowed");
            mistakes.say("too-many", node.span, "these are too many conferences", help);
            return;
        }
        for entry in entries {
            let (name, span) = (entry.key.name.as_str(), entry.key.span);
            if let Some((first, _)) = self.by_name.get(name) {
                let message = format!("the conference `{name}` is defined twice");
                let help = format!(
                    "it is already defined in {}:{}",
                    mistakes.name(*first),
                    first.line
                );
                mistakes.say("duplicate-conference", span, message, help);
                continue;
            }
            let read = conference(name, &entry.value, mistakes).map(Arc::new);
            self.by_name.insert(name.to_owned(), (span, read));
        }
    }

    /// `None`: nobody has written it. One with a mistake in it is there, and that mistake was told.
    pub(crate) fn find(&self, name: &str) -> Option<Option<Arc<Conference>>> {
        self.by_name.get(name).map(|(_, read)| read.clone())
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }
}

fn conference(name: &str, node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Conference> {
    if node.is_null() {
        return Some(Conference {
            name: name.to_owned(),
            members: CONFERENCE_MEMBERS_DEFAULT,
            chimes: true,
        });
    }
    let mut fields = node.fields("a conference", mistakes)?;
    let members = match fields.take("members", mistakes) {
        Some(node) => node.count(CONFERENCE_MEMBERS, mistakes),
        None => Some(CONFERENCE_MEMBERS_DEFAULT as u64),
    };
    let chimes = match fields.take("chimes", mistakes) {
        Some(node) => flag(node, mistakes),
        None => Some(true),
    };
    fields.finish(mistakes);
    Some(Conference {
        name: name.to_owned(),
        members: usize::try_from(members?).ok()?,
        chimes: chimes?,
    })
}

fn flag(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<bool> {
    let word = node.text("`true` or `false`", mistakes)?;
    let said = word.parse().ok();
    if said.is_none() {
        let message = format!("expected `true` or `false`, but here stands `{word}`");
        let help = "write `chimes: false`, or leave it out";
        mistakes.say("wrong-type", node.span, message, help);
    }
    said
}
