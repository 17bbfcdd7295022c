//! `record: start`, `record: pause`, `record: stop`: what the caller says and hears is kept.

use yaml::{Complaint, Mistakes, Node};

use crate::op::{Op, Recording};

#[derive(Clone, Debug)]
pub(crate) struct Record {
    what: Recording,
}

impl Record {
    pub(super) fn read(options: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let word = options.text("start, pause or stop", mistakes)?;
        let found = Recording::NAMED.into_iter().find(|(known, _)| *known == word);
        if found.is_none() {
            let message = format!("a recording cannot `{word}`");
            let names = Recording::NAMED.map(|(known, _)| known);
            let complaint = Complaint::new("unknown-recording", options.span, message);
            mistakes.add(complaint.did_you_mean(mistakes.nearest(word, names), || {
                String::from("write start, pause or stop")
            }));
        }
        found.map(|(_, what)| Self { what })
    }

    pub(super) const fn op(&self) -> Op {
        Op::Record(self.what)
    }
}
