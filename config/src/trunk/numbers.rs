//! `numbers`: the numbers of ours that a trunk's calls may be for (DIDs).

use yaml::{Mistakes, Node};

const DIGITS_MAX: usize = 15;

/// One number, or all that begin alike, in E.164.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberRange {
    /// The digits after the `+`.
    pub digits: String,
    /// Further digits may follow.
    pub open: bool,
}

impl NumberRange {
    /// Whether a number in E.164, with its `+`, is among them.
    #[must_use]
    pub fn holds(&self, number: &str) -> bool {
        let Some(digits) = number.strip_prefix('+') else {
            return false;
        };
        match digits.strip_prefix(self.digits.as_str()) {
            Some(rest) => rest.is_empty() || self.open,
            None => false,
        }
    }
}

/// `"+4930123456"`, or `"+49301234*"` for all that begin so.
pub(super) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<NumberRange> {
    let text = node.number_text(mistakes)?;
    let (number, open) = match text.strip_suffix('*') {
        Some(number) => (number, true),
        None => (text, false),
    };
    let digits = number.strip_prefix('+').filter(|digits| is_e164(digits));
    if digits.is_none() {
        let help = "write it with + and country, like \"+4930123456\"; \"+4930123*\" means all that begin so";
        mistakes.say(
            "bad-number",
            node.span,
            format!("`{text}` is not a whole number"),
            help,
        );
    }
    digits.map(|digits| NumberRange {
        digits: digits.to_owned(),
        open,
    })
}

/// One number in E.164, with its `+`.
pub(super) fn e164(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let text = node.number_text(mistakes)?;
    let sound = text.strip_prefix('+').is_some_and(is_e164);
    if !sound {
        let message = format!("`{text}` is not a whole number");
        mistakes.say(
            "bad-number",
            node.span,
            message,
            "write it with + and country, like \"+4930123456\"",
        );
    }
    sound.then(|| text.to_owned())
}

fn is_e164(digits: &str) -> bool {
    (2..=DIGITS_MAX).contains(&digits.len())
        && !digits.starts_with('0')
        && digits.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_holds_its_number_and_an_open_one_all_that_begin_so() {
        let range = |open| NumberRange {
            digits: String::from("4930123"),
            open,
        };
        assert!(range(false).holds("+4930123") && !range(false).holds("+49301234"));
        assert!(range(true).holds("+4930123") && range(true).holds("+49301234"));
        assert!(!range(true).holds("4930123") && !range(true).holds("+493012"));
    }
}
