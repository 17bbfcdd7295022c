//! `echo: {}`: the caller hears itself until it hangs up.

use yaml::{Mistakes, Node};

#[derive(Clone, Debug)]
pub(crate) struct Echo;

impl Echo {
    pub(super) fn read(options: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        options.fields("`echo`", mistakes)?.finish(mistakes);
        Some(Self)
    }
}
