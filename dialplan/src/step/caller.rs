//! `caller: {from: ["+49301234", anonymous], then: [hangup]}`: goes by who calls.

use std::collections::BTreeSet;

use yaml::{Mistakes, Node};

use crate::graph::Block;
use crate::numbers::Callers;
use crate::route::Surroundings;
use crate::run::Facts;
use crate::steps;

#[derive(Clone, Debug)]
pub(crate) struct Caller {
    from: Callers,
    then: Option<Block>,
    otherwise: Option<Block>,
}

impl Caller {
    pub(super) fn read(
        options: &Node,
        around: &Surroundings<'_>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let mut fields = options.fields("`caller`", mistakes)?;
        let from = fields.need("from", "[\"+49301234\", anonymous]", mistakes);
        let from = from.and_then(|node| Callers::read(node, mistakes));
        let then = steps::optional("then", &mut fields, around, mistakes);
        let otherwise = steps::optional("otherwise", &mut fields, around, mistakes);
        fields.finish(mistakes);
        let (then, otherwise) = (then?, otherwise?);
        if then.is_none() && otherwise.is_none() {
            let help = "add `then: [hangup: {cause: rejected}]`, or `otherwise`";
            mistakes.say(
                "no-branch",
                options.span,
                "it makes no difference who calls",
                help,
            );
        }
        Some(Self {
            from: from?,
            then,
            otherwise,
        })
    }

    /// The steps for this caller; `None`: on, to the step after.
    pub(super) fn branch(&self, facts: &Facts, users: &BTreeSet<String>) -> Option<&Block> {
        match self.from.has(&facts.from, facts.outside, users) {
            true => self.then.as_ref(),
            false => self.otherwise.as_ref(),
        }
    }

    /// As it stands in a picture.
    pub(super) fn question(&self) -> String {
        format!("caller {}", self.from.told)
    }

    /// The ways on.
    pub(super) fn cases(&self) -> Vec<(&'static str, Option<&Block>)> {
        vec![
            ("then", self.then.as_ref()),
            ("otherwise", self.otherwise.as_ref()),
        ]
    }

    pub(super) fn blocks(&self) -> impl Iterator<Item = &Block> {
        [&self.then, &self.otherwise].into_iter().flatten()
    }

    /// Callers that it may tell from others.
    pub(super) fn samples(&self) -> impl Iterator<Item = String> {
        self.from.samples()
    }

    /// Nothing is said for some caller.
    pub(crate) const fn has_gap(&self) -> bool {
        self.then.is_none() || self.otherwise.is_none()
    }
}
