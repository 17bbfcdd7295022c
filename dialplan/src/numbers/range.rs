//! `"200-249"`: all numbers from one to another, of the same length.

use std::fmt;

use crate::limits::NUMBER_CHARS_MAX;

/// Numbers of the same length; the last is one of them. Of numbers of one length, the order of their texts is theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    pub(super) first: String,
    pub(super) last: String,
}

/// Why a text is no range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BadRange {
    /// An end is missing, or is not of digits.
    NoNumbers,
    /// The ends are not of the same length.
    Lengths,
    /// The last comes before the first.
    Backwards,
}

impl Range {
    /// `None`: it is not written as one.
    pub(super) fn of(text: &str) -> Option<Result<Self, BadRange>> {
        let (first, last) = text.split_once('-')?;
        Some(Self::between(first.trim(), last.trim()))
    }

    fn between(first: &str, last: &str) -> Result<Self, BadRange> {
        let digits = |text: &str| {
            let digits = text.strip_prefix('+').unwrap_or(text);
            let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
            (are_digits && (1..=NUMBER_CHARS_MAX).contains(&digits.len())).then_some(digits.len())
        };
        let lengths = digits(first).zip(digits(last)).ok_or(BadRange::NoNumbers)?;
        if lengths.0 != lengths.1 || first.starts_with('+') != last.starts_with('+') {
            return Err(BadRange::Lengths);
        }
        if last < first {
            return Err(BadRange::Backwards);
        }
        Ok(Self {
            first: first.to_owned(),
            last: last.to_owned(),
        })
    }

    pub(super) fn has(&self, number: &str) -> bool {
        // Without the length, "2001" would lie between "200" and "249".
        number.len() == self.first.len()
            && (self.first.as_str()..=self.last.as_str()).contains(&number)
            && number.bytes().skip(1).all(|byte| byte.is_ascii_digit())
    }

    pub(super) fn meets(&self, other: &Self) -> bool {
        self.first.len() == other.first.len() && self.first <= other.last && other.first <= self.last
    }
}

impl fmt::Display for Range {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.first, self.last)
    }
}

#[cfg(test)]
mod tests {
    use super::{BadRange, Range};

    fn range(text: &str) -> Range {
        Range::of(text).unwrap().unwrap()
    }

    #[test]
    fn a_range_has_all_numbers_of_its_length_between_its_ends() {
        let office = range("200-249");
        for (number, is_in) in [
            ("200", true),
            ("249", true),
            ("223", true),
            ("199", false),
            ("250", false),
            ("2001", false),
            ("20", false),
            ("2*0", false),
        ] {
            assert_eq!(office.has(number), is_in, "{number}");
        }
        assert!(range("+4930100-+4930199").has("+4930150"));
        assert!(!range("+4930100-+4930199").has("4930150"));
    }

    #[test]
    fn ranges_meet_if_a_number_is_in_both() {
        assert!(range("200-249").meets(&range("249-300")));
        assert!(!range("200-249").meets(&range("250-300")));
        assert!(!range("200-249").meets(&range("2000-2499")));
    }

    #[test]
    fn a_range_has_two_ends_of_one_length_in_order() {
        assert_eq!(Range::of("200"), None);
        assert_eq!(Range::of("200-"), Some(Err(BadRange::NoNumbers)));
        assert_eq!(Range::of("a-b"), Some(Err(BadRange::NoNumbers)));
        assert_eq!(Range::of("200-49"), Some(Err(BadRange::Lengths)));
        assert_eq!(Range::of("+200-2490"), Some(Err(BadRange::Lengths)));
        assert_eq!(Range::of("249-200"), Some(Err(BadRange::Backwards)));
    }
}
