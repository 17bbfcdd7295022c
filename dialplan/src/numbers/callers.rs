//! Who calls, as a plan tells callers apart: by numbers, as being a user, or by hiding the number.

use std::collections::{BTreeSet, HashSet};

use yaml::{Mistakes, Node, Value};

use super::pattern::{Pattern, Patterns};
use super::range::Range;
use super::written::{self, EXTENSIONS, Number};
use crate::limits::NUMBERS_MAX;

/// The word for callers who do not show their number.
const ANONYMOUS: &str = "anonymous";

/// Some callers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Callers {
    /// As they are written, in one line.
    pub(crate) told: String,
    users: bool,
    anonymous: bool,
    alone: HashSet<String>,
    ranges: Vec<Range>,
    prefixes: Vec<String>,
    patterns: Patterns,
}

impl Callers {
    /// One of them or a list.
    pub(crate) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            Value::Scalar(_) | Value::Map(_) => std::slice::from_ref(node),
        };
        if !(1..=NUMBERS_MAX).contains(&items.len()) {
            let message = format!("here are {} callers", items.len());
            let help = format!("name 1 to {NUMBERS_MAX}, like [\"+49301234\", {ANONYMOUS}]");
            mistakes.say("too-many", node.span, message, help);
            return None;
        }
        let (mut callers, mut patterns, mut told, mut sound) =
            (Self::default(), Vec::new(), Vec::new(), true);
        for item in items {
            match callers.add(item, &mut patterns, mistakes) {
                Some(text) => told.push(text),
                None => sound = false,
            }
        }
        callers.told = told.join(", ");
        if let Some(patterns) = Patterns::compile(patterns) {
            callers.patterns = patterns;
        } else {
            mistakes.say(
                "too-many",
                node.span,
                "all patterns together are too large",
                "write ranges instead",
            );
        }
        sound.then_some(callers)
    }

    fn add(
        &mut self,
        item: &Node,
        patterns: &mut Vec<(Pattern, usize)>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<String> {
        match &item.value {
            Value::Scalar(scalar) if scalar.text == EXTENSIONS => {
                self.users = true;
                return Some(scalar.text.clone());
            }
            Value::Scalar(scalar) if scalar.text == ANONYMOUS => {
                self.anonymous = true;
                return Some(scalar.text.clone());
            }
            Value::Map(_) => {
                let prefix = written::prefix(item, mistakes)?;
                let told = format!("{prefix}…");
                self.prefixes.push(prefix);
                return Some(told);
            }
            Value::Scalar(_) | Value::List(_) => {}
        }
        let (number, _) = written::number(item, &[EXTENSIONS, ANONYMOUS], mistakes)?;
        Some(match number {
            Number::One(number) => {
                self.alone.insert(number.clone());
                number
            }
            Number::Range(range) => {
                let told = range.to_string();
                self.ranges.push(range);
                told
            }
            Number::Pattern(pattern) => {
                let told = format!("~{}", pattern.text);
                patterns.push((pattern, 0));
                told
            }
        })
    }

    /// Whether this caller is one of them; `users` are the users' own numbers, of which nobody outside has one.
    pub(crate) fn has(&self, number: &str, outside: bool, users: &BTreeSet<String>) -> bool {
        let hides = number.is_empty() || number == ANONYMOUS;
        (self.anonymous && hides)
            || (self.users && !outside && users.contains(number))
            || self.alone.contains(number)
            || self.ranges.iter().any(|range| range.has(number))
            || self.begins(number)
            || self.patterns.find(number).is_some()
    }

    fn begins(&self, number: &str) -> bool {
        let begins = |prefix: &String| number.len() > prefix.len() && number.starts_with(prefix.as_str());
        self.prefixes.iter().any(begins)
    }

    /// A caller of each kind, for comparing plans.
    pub(crate) fn samples(&self) -> impl Iterator<Item = String> {
        let alone = self.alone.iter().cloned();
        let ranges = self.ranges.iter().map(|range| range.first.clone());
        let prefixes = self
            .prefixes
            .iter()
            .map(|prefix| format!("{prefix}{}", super::table::REST));
        let patterns = self.patterns.written.iter();
        let patterns = patterns.map(|(pattern, _)| pattern.sample.clone());
        let anonymous = self.anonymous.then(|| ANONYMOUS.to_owned());
        alone
            .chain(ranges)
            .chain(prefixes)
            .chain(patterns)
            .chain(anonymous)
    }
}
