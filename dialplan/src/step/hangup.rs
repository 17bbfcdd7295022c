//! `hangup: {cause: busy}`: the plan ends the call; without a cause it has come to its end.

use yaml::{Complaint, Mistakes, Node};

use crate::op::{Cause, Op};

#[derive(Clone, Debug)]
pub(crate) struct Hangup {
    cause: Cause,
}

impl Hangup {
    pub(super) fn read(options: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let mut fields = options.fields("`hangup`", mistakes)?;
        let cause = match fields.take("cause", mistakes) {
            Some(node) => cause(node, mistakes),
            None => Some(Cause::Normal),
        };
        fields.finish(mistakes);
        Some(Self { cause: cause? })
    }

    pub(super) const fn op(&self) -> Op {
        Op::Hangup { cause: self.cause }
    }
}

fn cause(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Cause> {
    let name = node.text("a cause like busy", mistakes)?;
    let found = Cause::NAMED.into_iter().find(|(known, _)| *known == name);
    if found.is_none() {
        let names = Cause::NAMED.map(|(known, _)| known);
        let complaint = Complaint::new("unknown-cause", node.span, format!("unknown cause `{name}`"));
        mistakes.add(complaint.did_you_mean(mistakes.nearest(name, names), || {
            format!("the causes are {}", names.join(", "))
        }));
    }
    found.map(|(_, cause)| cause)
}
