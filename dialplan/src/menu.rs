//! A menu: what the caller hears, and where each key leads.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::digits::Digits;
use crate::gather::{Answers, Gather};
use crate::graph::Block;
use crate::op::Op;
use crate::outcome::Outcome;

/// One entry of `menus`, checked.
#[derive(Clone, Debug)]
pub(crate) struct Menu {
    /// What is heard each time.
    pub(crate) prompt: Option<String>,
    /// What is heard before it after a wrong key, and after none.
    pub(crate) invalid_prompt: Option<String>,
    pub(crate) timeout_prompt: Option<String>,
    pub(crate) keys: BTreeMap<String, Block>,
    /// The users who can be dialled.
    pub(crate) extensions: Arc<BTreeSet<String>>,
    /// The keys and these users.
    pub(crate) answers: Arc<BTreeSet<String>>,
    pub(crate) barge_in: bool,
    pub(crate) first_key: Duration,
    pub(crate) next_key: Duration,
    /// How often it asks.
    pub(crate) tries: usize,
    /// Where it leads when the last try brought no key; `None`: on, to the step after the menu.
    pub(crate) timeout: Option<Block>,
    /// Where it leads when the last try brought a wrong one; `None`: as without a key.
    pub(crate) invalid: Option<Block>,
}

/// Where an answer leads.
#[derive(Debug)]
pub(crate) enum Exit {
    /// It is asked again.
    Ask(Op),
    /// To these steps.
    Branch(Block),
    /// To the user with this extension.
    Dial(String),
    /// To the step after the menu.
    On,
}

/// Why it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Why {
    First,
    NoKey,
    WrongKey,
}

impl Menu {
    /// The first question.
    pub(crate) fn ask(&self) -> Op {
        self.question(Why::First)
    }

    /// What follows an answer; it was the `asked`th question.
    pub(crate) fn exit(&self, outcome: Outcome, asked: usize) -> Exit {
        let answer = match outcome {
            Outcome::Gathered(answer) => answer,
            _ => Digits::default(),
        };
        if let Some(block) = self.keys.get(answer.as_str()) {
            return Exit::Branch(Arc::clone(block));
        }
        if self.extensions.contains(answer.as_str()) {
            return Exit::Dial(answer.as_str().to_owned());
        }
        let why = if answer.is_empty() {
            Why::NoKey
        } else {
            Why::WrongKey
        };
        if asked < self.tries {
            return Exit::Ask(self.question(why));
        }
        let invalid = self.invalid.as_ref().filter(|_| why == Why::WrongKey);
        let branch = invalid.or(self.timeout.as_ref());
        branch.map_or(Exit::On, |block| Exit::Branch(Arc::clone(block)))
    }

    fn question(&self, why: Why) -> Op {
        let before = match why {
            Why::First => None,
            Why::NoKey => self.timeout_prompt.clone(),
            Why::WrongKey => self.invalid_prompt.clone(),
        };
        Op::Gather(Gather {
            prompts: before.into_iter().chain(self.prompt.clone()).collect(),
            barge_in: self.barge_in,
            first_key: self.first_key,
            next_key: self.next_key,
            answers: Answers::OneOf(Arc::clone(&self.answers)),
        })
    }

    /// The steps that it may lead to.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = &Block> {
        let ends = [&self.timeout, &self.invalid];
        self.keys.values().chain(ends.into_iter().flatten())
    }
}
