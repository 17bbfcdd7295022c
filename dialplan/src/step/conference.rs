//! `conference: weekly`: the caller joins the room until it hangs up. The steps after it are for those who find it full,
//! or do not know its PIN.

use std::sync::Arc;

use yaml::{Complaint, Mistakes, Node};

use super::named;
use crate::conference::Conference;
use crate::entry;
use crate::op::Op;
use crate::route::Surroundings;

#[derive(Clone, Debug)]
pub(crate) struct Join {
    conference: Arc<Conference>,
}

impl Join {
    pub(crate) fn conference(&self) -> &Arc<Conference> {
        &self.conference
    }

    pub(super) fn read(
        options: &Node,
        around: &Surroundings<'_>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let node = named::name(options, "`conference`", "weekly", mistakes)?;
        let name = node.text("the name of a conference", mistakes)?;
        let Some(conference) = around.conferences.find(name) else {
            let message = format!("unknown conference `{name}`");
            let complaint = Complaint::new("unknown-conference", node.span, message);
            let nearest = mistakes.nearest(name, around.conferences.names());
            mistakes.add(complaint.did_you_mean(nearest, || {
                format!("add it to the section `conferences`: `{name}: {{members: 20}}`")
            }));
            return None;
        };
        conference.map(|conference| Self { conference })
    }

    pub(super) fn op(&self) -> Op {
        entry::ask(&self.conference)
    }
}
