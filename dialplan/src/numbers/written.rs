//! `number:` of a route.

use yaml::{Complaint, Mistakes, Node, Span, Value};

use super::pattern::{BadPattern, Pattern};
use super::range::{BadRange, Range};
use crate::limits::{NUMBER_CHARS_MAX, NUMBERS_MAX, PATTERN_CHARS_MAX};

/// The word that stands for every user's own number.
pub(super) const EXTENSIONS: &str = "extensions";

/// Where a route leads from.
#[derive(Debug)]
pub(crate) enum To {
    Extensions(Span),
    /// Each of these.
    Numbers(Vec<(Number, Span)>),
    /// All that begin so and have no route of their own.
    Prefix(String, Span),
}

/// One number, or many in one text.
#[derive(Debug)]
pub(crate) enum Number {
    One(String),
    Range(Range),
    Pattern(Pattern),
}

impl To {
    pub(crate) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        match &node.value {
            Value::Scalar(scalar) if scalar.text == EXTENSIONS => Some(Self::Extensions(node.span)),
            Value::Map(_) => prefix(node, mistakes).map(|text| Self::Prefix(text, node.span)),
            Value::Scalar(_) => Some(Self::Numbers(vec![number(node, &[EXTENSIONS], mistakes)?])),
            Value::List(items) if (1..=NUMBERS_MAX).contains(&items.len()) => {
                let numbers: Vec<_> = items
                    .iter()
                    .map(|item| number(item, &[EXTENSIONS], mistakes))
                    .collect();
                numbers.into_iter().collect::<Option<_>>().map(Self::Numbers)
            }
            Value::List(items) => {
                let message = format!("a route has 1 to {NUMBERS_MAX} numbers, here are {}", items.len());
                let help = "write one number, or a list like [\"600\", \"601\"]";
                mistakes.say("too-many", node.span, message, help);
                None
            }
        }
    }

    /// The numbers that are named one by one.
    pub(crate) fn alone(&self) -> impl Iterator<Item = &str> {
        let numbers = match self {
            Self::Numbers(numbers) => numbers.as_slice(),
            Self::Extensions(_) | Self::Prefix(..) => &[],
        };
        numbers.iter().filter_map(|(number, _)| match number {
            Number::One(number) => Some(number.as_str()),
            Number::Range(_) | Number::Pattern(_) => None,
        })
    }

    /// There are others, too, that nobody has named.
    pub(crate) fn has_many(&self) -> bool {
        match self {
            Self::Extensions(_) => false,
            Self::Prefix(..) => true,
            Self::Numbers(numbers) => numbers
                .iter()
                .any(|(number, _)| !matches!(number, Number::One(_))),
        }
    }
}

/// `{prefix: "0"}`: every longer number that begins so.
pub(super) fn prefix(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let mut fields = node.fields("a number", mistakes)?;
    let prefix = fields.need("prefix", "\"0\"", mistakes);
    fields.finish(mistakes);
    let text = prefix?.number_text(mistakes)?;
    if text == "+" {
        return Some(text.to_owned());
    }
    one(text, prefix?.span, &[], mistakes)
}

/// `words` are those that may stand instead of one.
pub(super) fn number(node: &Node, words: &[&str], mistakes: &mut Mistakes<'_>) -> Option<(Number, Span)> {
    let text = node.number_text(mistakes)?;
    let number = if let Some(pattern) = Pattern::of(text) {
        let told = pattern.map_err(|bad| say_pattern(text, &bad, node.span, mistakes));
        told.ok().map(Number::Pattern)
    } else if let Some(range) = Range::of(text) {
        let told = range.map_err(|bad| say_range(text, bad, node.span, mistakes));
        told.ok().map(Number::Range)
    } else {
        one(text, node.span, words, mistakes).map(Number::One)
    };
    number.map(|number| (number, node.span))
}

/// A number that can be dialled; `words` are those that may stand instead.
pub(crate) fn one(text: &str, span: Span, words: &[&str], mistakes: &mut Mistakes<'_>) -> Option<String> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    let can_be_dialled = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#');
    if !digits.is_empty() && digits.len() <= NUMBER_CHARS_MAX && digits.chars().all(can_be_dialled) {
        return Some(text.to_owned());
    }
    let complaint = Complaint::new("bad-number", span, format!("`{text}` cannot be dialled"));
    let otherwise = || {
        format!("a number has 1 to {NUMBER_CHARS_MAX} of the digits 0-9, * and #, perhaps with a + before")
    };
    mistakes.add(complaint.did_you_mean(mistakes.nearest(text, words.iter().copied()), otherwise));
    None
}

fn say_range(text: &str, bad: BadRange, span: Span, mistakes: &mut Mistakes<'_>) {
    let help = match bad {
        BadRange::NoNumbers => "write the first and the last number: \"200-249\"",
        BadRange::Lengths => "both ends need as many digits: \"200-249\", or one range for each length",
        BadRange::Backwards => "write the lower number first",
    };
    mistakes.say(
        "bad-range",
        span,
        format!("`{text}` is no range of numbers"),
        help,
    );
}

fn say_pattern(text: &str, bad: &BadPattern, span: Span, mistakes: &mut Mistakes<'_>) {
    let help = match bad {
        BadPattern::Long => format!("it may have {PATTERN_CHARS_MAX} characters, and repeat less"),
        BadPattern::Syntax(why) => format!("{why}; write a regular expression like \"~0[1-9][0-9]+\""),
        BadPattern::Nothing => {
            format!(
                "no number of 1 to {NUMBER_CHARS_MAX} digits matches it: it is compared with whole numbers"
            )
        }
    };
    mistakes.say(
        "bad-pattern",
        span,
        format!("`{text}` is no pattern of numbers"),
        help,
    );
}
