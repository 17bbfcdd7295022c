//! Things of a section by their names, each name once in all files.

use std::collections::BTreeMap;
use std::sync::Arc;

use yaml::{Complaint, Entry, Mistakes, Node, Span, Value};

use super::holidays::Holidays;
use super::schedule::Hours;
use crate::limits::{HOLIDAY_LISTS_MAX, HOURS_MAX};

/// Things by their names.
#[derive(Debug)]
pub(crate) struct Named<T> {
    by_name: BTreeMap<String, (Option<Arc<T>>, Span)>,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        let by_name = BTreeMap::new();
        Self { by_name }
    }
}

impl<T> Named<T> {
    fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().map(String::as_str)
    }

    /// What is known by name but has a mistake is `None`, too: the mistake has been told.
    fn named(&self, name: &str) -> Option<Option<Arc<T>>> {
        self.by_name.get(name).map(|(thing, _)| thing.clone())
    }

    /// Where the name stands already; else it is noted.
    fn add(&mut self, entry: &Entry, thing: Option<T>) -> Option<Span> {
        let span = entry.key.span;
        if let Some((_, first)) = self.by_name.get(&entry.key.name) {
            return Some(*first);
        }
        self.by_name
            .insert(entry.key.name.clone(), (thing.map(Arc::new), span));
        None
    }
}

impl Named<Holidays> {
    /// Reads one file's section.
    pub(crate) fn read(&mut self, node: &Node, mistakes: &mut Mistakes<'_>) {
        let Value::Map(entries) = &node.value else {
            let message = format!(
                "`holidays` is a map of names and dates, but here stands {}",
                node.kind()
            );
            let help = "write it as `public: {\"12-25\": closed}` lines";
            mistakes.say("wrong-type", node.span, message, help);
            return;
        };
        if self.by_name.len() + entries.len() > HOLIDAY_LISTS_MAX {
            let help = format!("at most {HOLIDAY_LISTS_MAX} are allowed");
            mistakes.say(
                "too-many",
                node.span,
                "these are too many lists of holidays",
                help,
            );
            return;
        }
        for entry in entries {
            let holidays = Holidays::read(&entry.value, mistakes);
            if let Some(first) = self.add(entry, holidays) {
                twice("duplicate-holidays", entry, first, mistakes);
            }
        }
    }

    pub(super) fn find(&self, node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Arc<Holidays>> {
        let name = node.text("the name of holidays", mistakes)?;
        self.named(name).unwrap_or_else(|| {
            let message = format!("unknown holidays `{name}`");
            let complaint = Complaint::new("unknown-holidays", node.span, message);
            let otherwise = || format!("add them to the section `holidays`: `{name}: {{\"12-25\": closed}}`");
            mistakes.add(complaint.did_you_mean(mistakes.nearest(name, self.names()), otherwise));
            None
        })
    }
}

impl Named<Hours> {
    /// Reads one file's section.
    pub(crate) fn read(
        &mut self,
        node: &Node,
        holidays: &Named<Holidays>,
        zone: chrono_tz::Tz,
        mistakes: &mut Mistakes<'_>,
    ) {
        let Value::Map(entries) = &node.value else {
            let message = format!(
                "`hours` is a map of names and hours, but here stands {}",
                node.kind()
            );
            let help = "write it as `office: {open: {mon-fri: \"08:30-17:30\"}}` lines";
            mistakes.say("wrong-type", node.span, message, help);
            return;
        };
        if self.by_name.len() + entries.len() > HOURS_MAX {
            let help = format!("at most {HOURS_MAX} are allowed");
            mistakes.say("too-many", node.span, "these are too many hours", help);
            return;
        }
        for entry in entries {
            let hours = Hours::read(&entry.value, holidays, zone, mistakes);
            if let Some(first) = self.add(entry, hours) {
                twice("duplicate-hours", entry, first, mistakes);
            }
        }
    }

    pub(crate) fn find(&self, node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Arc<Hours>> {
        let name = node.text("the name of hours", mistakes)?;
        self.named(name).unwrap_or_else(|| {
            let complaint = Complaint::new("unknown-hours", node.span, format!("unknown hours `{name}`"));
            let otherwise = || {
                format!("add them to the section `hours`: `{name}: {{open: {{mon-fri: \"08:30-17:30\"}}}}`")
            };
            mistakes.add(complaint.did_you_mean(mistakes.nearest(name, self.names()), otherwise));
            None
        })
    }
}

fn twice(code: &'static str, entry: &Entry, first: Span, mistakes: &mut Mistakes<'_>) {
    let message = format!("`{}` is defined twice", entry.key.name);
    let help = format!("it is already defined in {}:{}", mistakes.name(first), first.line);
    mistakes.say(code, entry.key.span, message, help);
}
