//! `play: {prompt: welcome}`: a sound file of the section `prompts`, to its end.

use yaml::{Complaint, Mistakes, Node};

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
        let path = path(prompt?, around, mistakes)?;
        Some(Self { path })
    }

    pub(super) fn op(&self) -> Op {
        Op::Play {
            prompt: self.path.clone(),
        }
    }
}

fn path(node: &Node, around: &Surroundings<'_>, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let name = node.text("the name of a prompt", mistakes)?;
    let found = around.prompts.path(name);
    if found.is_none() {
        let complaint = Complaint::new("unknown-prompt", node.span, format!("unknown prompt `{name}`"));
        let otherwise = || format!("add it to the section `prompts`: `{name}: prompts/{name}.wav`");
        mistakes.add(complaint.did_you_mean(mistakes.nearest(name, around.prompts.names()), otherwise));
    }
    found.map(str::to_owned)
}
