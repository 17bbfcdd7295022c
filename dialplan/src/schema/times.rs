//! The sections `hours` and `holidays`.

use serde_json::{Value, json};

use super::shape::{about, either, map, may, name, named, need, some, text, word};
use crate::limits::{HOLIDAYS_OF_HOURS_MAX, OPENINGS_MAX};

const SPAN: &str = "^ *[0-9]{1,2}:[0-9]{2} *- *[0-9]{1,2}:[0-9]{2} *$";
const DAYS: &str = "^(daily|((mon|tue|wed|thu|fri|sat|sun)( *- *(mon|tue|wed|thu|fri|sat|sun))?( *, *)?)+)$";
const DATE: &str = "^([0-9]{4}-)?[0-9]{2}-[0-9]{2}$";

/// One entry of `hours`.
pub(super) fn hours() -> Value {
    let week =
        json!({"type": "object", "patternProperties": {DAYS: openings()}, "additionalProperties": false});
    map([
        may(
            "timezone",
            about("Whose clocks; left out: those of the settings.", text()),
        ),
        need(
            "open",
            about(
                "Days and times: `mon-fri: \"08:30-17:30\"`. A day that is not named is closed.",
                week,
            ),
        ),
        may(
            "holidays",
            about(
                "Names of the section `holidays`.",
                some(name(), HOLIDAYS_OF_HOURS_MAX),
            ),
        ),
    ])
}

/// The section `holidays`.
pub(super) fn holidays() -> Value {
    let days =
        json!({"type": "object", "patternProperties": {DATE: openings()}, "additionalProperties": false});
    named(&about("Dates: \"12-25\" each year, 2026-12-24 once.", days))
}

/// When it is open on a day.
fn openings() -> Value {
    let span = json!({"type": "string", "pattern": SPAN});
    let what = "Times like \"08:30-12:00\", past midnight too, or `closed`.";
    about(what, either([word(["closed"]), some(span, OPENINGS_MAX)]))
}
