//! `"~0[1-9][0-9]{4,}"`: all numbers that a regular expression matches as a whole. Matching takes time in proportion to
//! the number, whatever the pattern.

use regex::{RegexSet, RegexSetBuilder};
use regex_syntax::ParserBuilder;

use super::sample::sample;
use crate::limits::{NUMBER_CHARS_MAX, PATTERN_CHARS_MAX};

/// What begins a pattern.
const SIGN: char = '~';
/// Bytes of one compiled pattern, or of all together.
const COMPILED_BYTES_MAX: usize = 4 << 20;
/// Groups within groups.
const NEST_MAX: u32 = 20;

/// A pattern that some number matches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pattern {
    pub(super) text: String,
    /// A number that it matches.
    pub(super) sample: String,
}

/// Why a text is no pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum BadPattern {
    Long,
    /// As the library tells it, in one line.
    Syntax(String),
    /// It matches nothing that can be dialled.
    Nothing,
}

impl Pattern {
    /// `None`: it is not written as one.
    pub(super) fn of(text: &str) -> Option<Result<Self, BadPattern>> {
        text.strip_prefix(SIGN).map(Self::read)
    }

    fn read(text: &str) -> Result<Self, BadPattern> {
        if text.len() > PATTERN_CHARS_MAX {
            return Err(BadPattern::Long);
        }
        let parsed = ParserBuilder::new().nest_limit(NEST_MAX).build().parse(text);
        let parsed = parsed.map_err(|error| match error {
            regex_syntax::Error::Parse(error) => BadPattern::Syntax(error.kind().to_string()),
            regex_syntax::Error::Translate(error) => BadPattern::Syntax(error.kind().to_string()),
            _ => BadPattern::Syntax(String::from("it is no regular expression")),
        })?;
        // What repeats a thousand times something that repeats a thousand times is found out here.
        let compiled = compile(&[text]).ok_or(BadPattern::Long)?;
        let can_be_dialled = |number: &String| {
            (1..=NUMBER_CHARS_MAX).contains(&number.trim_start_matches('+').len())
                && compiled.is_match(number)
        };
        let sample = sample(&parsed).filter(can_be_dialled);
        Ok(Self {
            text: text.to_owned(),
            sample: sample.ok_or(BadPattern::Nothing)?,
        })
    }
}

/// Patterns that are tried together; the first that matches counts.
#[derive(Clone, Debug, Default)]
pub(super) struct Patterns {
    pub(super) written: Vec<(Pattern, usize)>,
    compiled: RegexSet,
}

impl Patterns {
    /// `None`: all together are too large.
    pub(super) fn compile(written: Vec<(Pattern, usize)>) -> Option<Self> {
        let texts: Vec<&str> = written.iter().map(|(pattern, _)| pattern.text.as_str()).collect();
        let compiled = compile(&texts)?;
        Some(Self { written, compiled })
    }

    /// The route of a number.
    pub(super) fn find(&self, number: &str) -> Option<usize> {
        let first = self.compiled.matches(number).iter().next()?;
        self.written.get(first).map(|(_, route)| *route)
    }
}

fn compile(texts: &[&str]) -> Option<RegexSet> {
    let whole = texts.iter().map(|text| format!("^(?:{text})$"));
    let mut builder = RegexSetBuilder::new(whole);
    builder.size_limit(COMPILED_BYTES_MAX).nest_limit(NEST_MAX + 2);
    builder.build().ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{BadPattern, Pattern, Patterns};

    fn pattern(text: &str) -> Pattern {
        Pattern::of(text).unwrap().unwrap()
    }

    #[test]
    fn a_pattern_matches_whole_numbers_and_the_first_counts() {
        let patterns = [("~0[1-9][0-9]{4,}", 7), ("~0.*|1", 8)].map(|(text, route)| (pattern(text), route));
        let patterns = Patterns::compile(patterns.into()).unwrap();
        for (number, route) in [
            ("0123456", Some(7)),
            ("0012345", Some(8)),
            ("0123", Some(8)),
            ("1", Some(8)),
            ("11", None),
            ("9", None),
        ] {
            assert_eq!(patterns.find(number), route, "{number}");
        }
    }

    #[test]
    fn what_cannot_match_a_number_is_no_pattern() {
        assert_eq!(Pattern::of("600"), None);
        for nothing in [
            "~",
            "~abc",
            "~[a-z]+",
            "~(?:)",
            "~[^\\x00-\\x{10FFFF}]",
            "~5{33,}",
        ] {
            assert_eq!(Pattern::of(nothing), Some(Err(BadPattern::Nothing)), "{nothing}");
        }
        for wrong in ["~(", "~[5", "~*5", "~(?P<n>"] {
            assert!(
                matches!(Pattern::of(wrong), Some(Err(BadPattern::Syntax(_)))),
                "{wrong}"
            );
        }
    }

    #[test]
    fn bombs_are_refused() {
        for bomb in [
            "~((5{1000}){1000}){1000}",
            "~(((((((((((((((((((((((5)))))))))))))))))))))))",
        ] {
            assert!(matches!(Pattern::of(bomb), Some(Err(_))), "{bomb}");
        }
        let long = format!("~{}", "5".repeat(1_000));
        assert_eq!(Pattern::of(&long), Some(Err(BadPattern::Long)));
    }

    proptest! {
        #[test]
        fn the_sample_of_a_pattern_matches_it(text in "[0-9*#+.\\[\\]{},()|?\\\\d^$-]{0,24}") {
            if let Some(Ok(pattern)) = Pattern::of(&format!("~{text}")) {
                let sample = pattern.sample.clone();
                let patterns = Patterns::compile(vec![(pattern, 1)]).unwrap();
                prop_assert_eq!(patterns.find(&sample), Some(1), "{} of {}", sample, text);
            }
        }
    }
}
