//! A question that the caller answers with keys.

use std::collections::BTreeSet;
use std::ops::Bound;
use std::sync::Arc;
use std::time::Duration;

use crate::digits::Digits;

/// What ends an answer early though more keys could follow.
const ENOUGH: char = '#';

/// Sounds, and the keys that are awaited meanwhile and after them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Gather {
    /// The sound files, one after the other, by their paths as in [`Op::Play`](crate::Op::Play).
    pub prompts: Vec<String>,
    /// The first key ends the sounds; otherwise keys count from their end on.
    pub barge_in: bool,
    /// How long the first key may take after the sounds.
    pub first_key: Duration,
    /// How long each further one may take.
    pub next_key: Duration,
    /// What can be answered.
    pub answers: Answers,
}

/// When an answer is complete.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answers {
    /// As soon as it is one of these that begins no longer one, or none of these begins so.
    OneOf(Arc<BTreeSet<String>>),
    /// After so many keys.
    Keys {
        /// How many.
        at_most: usize,
    },
}

impl Gather {
    /// Takes a key. `true`: the answer is complete. `#` completes what could go on, and is then no part of it.
    pub fn take(&self, answer: &mut Digits, key: char) -> bool {
        let before = *answer;
        answer.push(key);
        let is_end = key == ENOUGH && !before.is_empty() && !self.answers.begin_with(answer.as_str());
        if is_end {
            *answer = before;
        }
        is_end || answer.is_full() || !self.answers.go_on_after(answer.as_str())
    }
}

impl Answers {
    /// Some answer is this or begins so.
    fn begin_with(&self, text: &str) -> bool {
        match self {
            Self::OneOf(all) => all.contains(text) || self.go_on_after(text),
            // A number ends with it.
            Self::Keys { .. } => false,
        }
    }

    /// Some answer is longer and begins so.
    fn go_on_after(&self, text: &str) -> bool {
        match self {
            Self::OneOf(all) => {
                let mut after = all.range::<str, _>((Bound::Excluded(text), Bound::Unbounded));
                after.next().is_some_and(|next| next.starts_with(text))
            }
            Self::Keys { at_most } => text.len() < *at_most,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{Answers, Gather};
    use crate::digits::{DIGITS_MAX, Digits};

    fn gather(answers: Answers) -> Gather {
        Gather {
            prompts: Vec::new(),
            barge_in: true,
            first_key: Duration::from_secs(5),
            next_key: Duration::from_secs(2),
            answers,
        }
    }

    /// What is taken of the keys, and whether it is complete then.
    fn taken(answers: &Answers, keys: &str) -> (String, bool) {
        let gather = gather(answers.clone());
        let mut answer = Digits::default();
        let is_complete = keys.chars().any(|key| gather.take(&mut answer, key));
        (answer.to_string(), is_complete)
    }

    #[test]
    fn an_answer_is_complete_when_no_longer_one_begins_so() {
        let all = ["1", "2", "101", "102", "*8", "0#"].map(str::to_owned).into();
        let answers = Answers::OneOf(std::sync::Arc::new(all));
        for (keys, expected, is_complete) in [
            ("1", "1", false),
            ("2", "2", true),
            ("10", "10", false),
            ("101", "101", true),
            ("1#", "1", true),
            ("0#", "0#", true),
            ("#", "#", true),
            ("3", "3", true),
            ("*9", "*9", true),
            ("*8", "*8", true),
            ("105", "105", true),
        ] {
            assert_eq!(
                taken(&answers, keys),
                (expected.to_owned(), is_complete),
                "{keys}"
            );
        }
    }

    #[test]
    fn a_number_is_complete_after_so_many_keys_or_a_hash() {
        let answers = Answers::Keys { at_most: 4 };
        for (keys, expected, is_complete) in [
            ("123", "123", false),
            ("12345", "1234", true),
            ("12#", "12", true),
            ("#", "#", false),
        ] {
            assert_eq!(
                taken(&answers, keys),
                (expected.to_owned(), is_complete),
                "{keys}"
            );
        }
        let endless = Answers::Keys { at_most: usize::MAX };
        assert_eq!(taken(&endless, &"7".repeat(99)), ("7".repeat(DIGITS_MAX), true));
    }
}
