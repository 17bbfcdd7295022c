//! The section `groups`.

use serde_json::Value;

use super::shape::{about, by_default, count, duration, either, flag, list, map, may, need, number, word};
use crate::groups::Strategy;
use crate::limits::{MEMBERS_MAX, RING_TIME, ROUNDS, WEIGHT};

/// One group.
pub(super) fn group() -> Value {
    let strategies = by_default("all", word(Strategy::NAMED.map(|(name, _)| name)));
    map([
        may("strategy", about("Who is rung when.", strategies)),
        need(
            "members",
            about("Who belongs to it.", list(&member(), MEMBERS_MAX)),
        ),
        may(
            "timeout",
            duration("How long all ring together, or each in turn.", &RING_TIME),
        ),
        may(
            "rounds",
            about("How often everybody has a turn.", by_default(1, count(&ROUNDS))),
        ),
        may(
            "skip_busy",
            about("Who talks is left out.", by_default(false, flag())),
        ),
        may("number", about("A number that rings the group.", number())),
    ])
}

fn member() -> Value {
    let with_options = map([
        need("extension", about("Who.", number())),
        may("timeout", duration("How long it rings in turn.", &RING_TIME)),
        may(
            "weight",
            about("How often it comes before others.", by_default(1, count(&WEIGHT))),
        ),
    ]);
    either([about("A user.", number()), with_options])
}
