//! Which route a dialled number belongs to.

use std::collections::HashMap;
use std::fmt;

use yaml::{Mistakes, Span};

use super::pattern::{Pattern, Patterns};
use super::range::Range;
use super::written::{Number, To};
use crate::limits::PATTERNS_MAX;

/// What stands for the rest of numbers that begin alike.
pub(super) const REST: &str = "5550123";

/// The routes of all numbers but the users' own.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    alone: HashMap<String, usize>,
    /// In the order of their first numbers; none meets another.
    ranges: Vec<(Range, usize)>,
    patterns: Patterns,
    /// The longest beginning first.
    prefixes: Vec<(String, usize)>,
}

/// Many numbers, as one writes them in short.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Many<'a> {
    Range(&'a Range),
    Pattern(&'a Pattern),
    Prefix(&'a str),
}

impl Table {
    /// The route of just this number.
    pub(crate) fn alone(&self, number: &str) -> Option<usize> {
        self.alone.get(number).copied()
    }

    /// The route of many numbers that has this one: a range before a pattern, that before a beginning.
    pub(crate) fn of_many(&self, number: &str) -> Option<usize> {
        let begins = |prefix: &str| number.len() > prefix.len() && number.starts_with(prefix);
        let of_prefix = || self.prefixes.iter().find(|(prefix, _)| begins(prefix));
        self.of_range(number)
            .or_else(|| self.patterns.find(number))
            .or_else(|| of_prefix().map(|(_, route)| *route))
    }

    fn of_range(&self, number: &str) -> Option<usize> {
        // By length first, as they are sorted: the last that begins at the number or before it.
        let after = self.ranges.partition_point(|(range, _)| {
            (range.first.len(), range.first.as_str()) <= (number.len(), number)
        });
        let (range, route) = self.ranges.get(after.checked_sub(1)?)?;
        range.has(number).then_some(*route)
    }

    /// Every number that is written alone, and its route.
    pub(crate) fn each(&self) -> impl Iterator<Item = (&str, usize)> {
        self.alone.iter().map(|(number, route)| (number.as_str(), *route))
    }

    /// All that is written for many numbers, and its route.
    pub(crate) fn many(&self) -> impl Iterator<Item = (Many<'_>, usize)> {
        let ranges = self
            .ranges
            .iter()
            .map(|(range, route)| (Many::Range(range), *route));
        let patterns = self.patterns.written.iter();
        let patterns = patterns.map(|(pattern, route)| (Many::Pattern(pattern), *route));
        let prefixes = self.prefixes.iter();
        let prefixes = prefixes.map(|(prefix, route)| (Many::Prefix(prefix), *route));
        ranges.chain(patterns).chain(prefixes)
    }
}

impl Many<'_> {
    /// One of them.
    pub(crate) fn sample(&self) -> String {
        match self {
            Self::Range(range) => range.first.clone(),
            Self::Pattern(pattern) => pattern.sample.clone(),
            Self::Prefix(prefix) => format!("{prefix}{REST}"),
        }
    }
}

impl fmt::Display for Many<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Range(range) => range.fmt(f),
            Self::Pattern(pattern) => write!(f, "~{}", pattern.text),
            Self::Prefix(prefix) => write!(f, "{prefix}…"),
        }
    }
}

/// The table while it is made: where each number is written.
#[derive(Debug, Default)]
pub(crate) struct Links {
    table: Table,
    patterns: Vec<(Pattern, usize)>,
    extensions: Option<(usize, Span)>,
    alone: HashMap<String, Span>,
    ranges: Vec<(Range, usize, Span)>,
    texts: HashMap<String, Span>,
}

impl Links {
    /// A route, the `route`th, has these numbers.
    pub(crate) fn add(&mut self, to: To, route: usize, mistakes: &mut Mistakes<'_>) {
        match to {
            To::Extensions(span) => match self.extensions {
                None => self.extensions = Some((route, span)),
                Some((_, first)) => twice("extensions", first, span, mistakes),
            },
            To::Prefix(prefix, span) => {
                if self.is_new(&format!("{prefix}…"), span, mistakes) {
                    self.table.prefixes.push((prefix, route));
                }
            }
            To::Numbers(numbers) => {
                for (number, span) in numbers {
                    self.add_number(number, span, route, mistakes);
                }
            }
        }
    }

    fn add_number(&mut self, number: Number, span: Span, route: usize, mistakes: &mut Mistakes<'_>) {
        match number {
            Number::One(number) => match self.alone.insert(number.clone(), span) {
                None => _ = self.table.alone.insert(number, route),
                Some(first) => twice(&number, first, span, mistakes),
            },
            Number::Range(range) => self.ranges.push((range, route, span)),
            Number::Pattern(pattern) => {
                if self.patterns.len() == PATTERNS_MAX {
                    let help = format!("at most {PATTERNS_MAX} are allowed: write ranges or beginnings");
                    mistakes.say("too-many", span, "these are too many patterns", help);
                } else if self.is_new(&format!("~{}", pattern.text), span, mistakes) {
                    self.patterns.push((pattern, route));
                }
            }
        }
    }

    fn is_new(&mut self, text: &str, span: Span, mistakes: &mut Mistakes<'_>) -> bool {
        let first = self.texts.insert(text.to_owned(), span);
        if let Some(first) = first {
            twice(text, first, span, mistakes);
        }
        first.is_none()
    }

    /// The table, and the route of the users' own numbers.
    pub(crate) fn finish(mut self, mistakes: &mut Mistakes<'_>) -> (Table, Option<usize>) {
        self.join_ranges(mistakes);
        self.join_patterns(mistakes);
        let by_length = |(prefix, _): &(String, usize)| std::cmp::Reverse(prefix.len());
        self.table.prefixes.sort_by_key(by_length);
        (self.table, self.extensions.map(|(route, _)| route))
    }

    fn join_ranges(&mut self, mistakes: &mut Mistakes<'_>) {
        self.ranges.sort_by(|(one, ..), (two, ..)| {
            (one.first.len(), &one.first).cmp(&(two.first.len(), &two.first))
        });
        for pair in self.ranges.windows(2) {
            if let [(one, _, first), (two, _, second)] = pair
                && one.meets(two)
            {
                let (earlier, later) = (first.min(second), first.max(second));
                let text = if later == second { two } else { one };
                twice(&text.to_string(), *earlier, *later, mistakes);
            }
        }
        let ranges = self.ranges.drain(..);
        self.table.ranges = ranges.map(|(range, route, _)| (range, route)).collect();
    }

    fn join_patterns(&mut self, mistakes: &mut Mistakes<'_>) {
        let patterns = std::mem::take(&mut self.patterns);
        let last = patterns.last().map(|(pattern, _)| format!("~{}", pattern.text));
        if let Some(patterns) = Patterns::compile(patterns) {
            self.table.patterns = patterns;
        } else if let Some(span) = last.and_then(|text| self.texts.get(&text)) {
            let help = "write ranges or beginnings instead, or patterns that repeat less";
            mistakes.say("too-many", *span, "all patterns together are too large", help);
        }
    }
}

fn twice(number: &str, first: Span, second: Span, mistakes: &mut Mistakes<'_>) {
    let message = format!("a second route for `{number}`");
    let help = format!(
        "the first is in {}:{}: keep one of them",
        mistakes.name(first),
        first.line
    );
    mistakes.say("duplicate-route", second, message, help);
}
