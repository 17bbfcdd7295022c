//! `play: {prompt: welcome}`: a sound file of the section `prompts`, to its end.

use yaml::{Mistakes, Node};

use crate::op::Op;
use crate::route::Surroundings;

#[derive(Clone, Debug)]
pub(crate) struct Play {
    path: String,
}

impl Play {
    pub(super) fn read(
        options: &Node,
        around: &Surroundings<'_>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let mut fields = options.fields("`play`", mistakes)?;
        let prompt = fields.need("prompt", "welcome", mistakes);
        fields.finish(mistakes);
        let path = around.prompts.find(prompt?, mistakes)?.to_owned();
        Some(Self { path })
    }

    pub(super) fn op(&self) -> Op {
        Op::Play {
            prompt: self.path.clone(),
        }
    }
}
