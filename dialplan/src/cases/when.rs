//! `when: {from: "101", to: "100", at: 2026-12-24T18:05}`: the call.

use chrono::{DateTime, NaiveDate, TimeZone, Utc};
use chrono_tz::Tz;
use yaml::{Complaint, Mistakes, Node};

use crate::compile::Context;
use crate::hours;
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
    let at = match fields.take("at", mistakes) {
        Some(node) => hours::read_moment(node, context.timezone, mistakes),
        None => Some(wednesday_noon(context.timezone)),
    };
    fields.finish(mistakes);
    Some(Facts {
        from: from?.to_owned(),
        to: to?.to_owned(),
        outside: outside?,
        at: at?,
    })
}

/// When calls of tests come that do not say when: Wednesday, 14 January 2026 at noon.
fn wednesday_noon(zone: Tz) -> DateTime<Utc> {
    let noon = NaiveDate::from_ymd_opt(2026, 1, 14).and_then(|day| day.and_hms_opt(12, 0, 0));
    let at = noon.and_then(|noon| zone.from_local_datetime(&noon).earliest());
    at.map(|at| at.to_utc()).unwrap_or_default()
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
