//! `answer: {}`: the switch answers the caller.

use yaml::{Mistakes, Node};

#[derive(Clone, Debug)]
pub(crate) struct Answer;

impl Answer {
    pub(super) fn read(options: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        options.fields("`answer`", mistakes)?.finish(mistakes);
        Some(Self)
    }
}
