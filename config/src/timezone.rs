//! `timezone`: a name of the IANA database.

use chrono_tz::{TZ_VARIANTS, Tz};
use yaml::{Complaint, Mistakes, Node};

pub(crate) fn read(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Tz> {
    let Some(node) = node else { return Some(Tz::UTC) };
    let text = node.text("a time zone like Europe/Berlin", mistakes)?;
    let Ok(timezone) = text.parse() else {
        let complaint = Complaint::new(
            "unknown-timezone",
            node.span,
            format!("`{text}` is not a time zone"),
        );
        let nearest = mistakes.nearest(text, TZ_VARIANTS.iter().map(|known| known.name()));
        mistakes.add(complaint.did_you_mean(nearest, || {
            String::from("write an IANA name like Europe/Berlin or UTC")
        }));
        return None;
    };
    Some(timezone)
}
