//! `say: "Good morning"`: words, read aloud; `say: {text: "Guten Morgen", language: de, otherwise: prompts/morning.wav}`.

use yaml::{Mistakes, Node, Value};

use crate::op::Op;
use crate::route::Surroundings;
use crate::said::Said;

#[derive(Clone, Debug)]
pub(crate) struct Say {
    pub(crate) said: Said,
}

impl Say {
    pub(super) fn read(
        options: &Node,
        around: &Surroundings<'_>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let said = match &options.value {
            Value::Scalar(_) => Said::words(options, mistakes),
            Value::List(_) | Value::Map(_) => Said::read(options, "text", around.context, mistakes),
        };
        said.map(|said| Self { said })
    }

    pub(super) fn op(&self) -> Op {
        Op::Play {
            prompt: self.said.to_string(),
        }
    }
}
