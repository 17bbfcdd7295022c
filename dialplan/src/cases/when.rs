//! `when: {from: "101", to: "100"}`: the call.

use yaml::{Complaint, Mistakes, Node};

use crate::compile::Context;
use crate::run::Facts;

pub(super) fn read(node: &Node, context: &Context<'_>, mistakes: &mut Mistakes<'_>) -> Option<Facts> {
    let mut fields = node.fields("`when`", mistakes)?;
    let from = fields.need("from", "\"101\"", mistakes);
    let from = from.and_then(|node| node.number_text(mistakes));
    let to = fields.need("to", "\"100\"", mistakes);
    let to = to.and_then(|node| node.number_text(mistakes));
    let outside = match fields.take("trunk", mistakes) {
        Some(node) => trunk(node, context, mistakes),
        None => Some(false),
    };
    fields.finish(mistakes);
    Some(Facts {
        from: from?.to_owned(),
        to: to?.to_owned(),
        outside: outside?,
    })
}

/// The call comes from outside, by this trunk.
fn trunk(node: &Node, context: &Context<'_>, mistakes: &mut Mistakes<'_>) -> Option<bool> {
    let name = node.text("a trunk's name", mistakes)?;
    if context.trunks.contains(name) {
        return Some(true);
    }
    let complaint = Complaint::new("unknown-trunk", node.span, format!("no trunk is named `{name}`"));
    let nearest = mistakes.nearest(name, context.trunks.iter().map(String::as_str));
    mistakes.add(complaint.did_you_mean(nearest, || String::from("add it to `trunks` in softswitch.yaml")));
    None
}
