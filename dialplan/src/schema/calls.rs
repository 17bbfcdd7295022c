//! The section `tests`: calls, what they meet, and what must become of them.

use serde_json::{Value, json};

use super::shape::{
    about, count, duration, either, list, map, may, name, named, need, number, some, text, word,
};
use crate::cases::{CALLS, ENDS_OTHERWISE, EXPECTED_TIME, GIVEN_TIME};
use crate::digits::DIGITS_MAX;
use crate::limits::{EXPECTED_MAX, NUMBERS_MAX, RING_MAX, TESTS_MAX, TONE_HZ};
use crate::op::{Cause, Signal};

/// The section.
pub(super) fn tests() -> Value {
    let test = map([
        need("name", about("What the test shows.", text())),
        may("given", given()),
        need("when", when()),
        need(
            "expect",
            about(
                "What must happen, in this order.",
                list(&expectation(), EXPECTED_MAX),
            ),
        ),
    ]);
    json!({"type": "array", "items": test, "maxItems": TESTS_MAX})
}

fn given() -> Value {
    let people = |what| about(what, either([word(["all"]), some(number(), NUMBERS_MAX)]));
    let pressed = json!({"type": "string", "pattern": "^[0-9*#]*$", "maxLength": DIGITS_MAX});
    let after = duration("When somebody answers.", &GIVEN_TIME);
    let keys = map([
        may(
            "answers_after",
            duration("When everybody picks up who is not named otherwise.", &GIVEN_TIME),
        ),
        may(
            "hangs_up_after",
            duration("How long the caller waits.", &GIVEN_TIME),
        ),
        may("no_answer", people("Whose phones ring in vain.")),
        may("rejects", people("Who refuses the call.")),
        may("busy", people("Who is busy.")),
        may("unregistered", people("Who has no phone.")),
        may("answers", about("Who answers when.", named(&after))),
        may(
            "idle",
            about(
                "How long it is since their last conversation.",
                named(&duration("How long.", &GIVEN_TIME)),
            ),
        ),
        may(
            "answered",
            about("How many calls they have answered.", named(&count(&CALLS))),
        ),
        may(
            "last_turn",
            about("Who of a group was rung first the last time.", named(&number())),
        ),
        may("draw", about("What random turns are drawn by.", count(&CALLS))),
        may(
            "digits",
            about(
                "What the caller presses, one answer for each question.",
                some(pressed, NUMBERS_MAX),
            ),
        ),
    ]);
    about("What the call meets.", keys)
}

fn when() -> Value {
    let keys = map([
        need("from", about("Who calls.", number())),
        need("to", about("What was dialled.", number())),
        may("trunk", about("The trunk by which the call came.", name())),
        may("at", about("When it comes: 2026-12-24T18:05.", text())),
    ]);
    about("The call.", keys)
}

fn expectation() -> Value {
    let signal = word(Signal::NAMED.map(|(name, _)| name));
    let ends = Cause::NAMED
        .map(|(name, _)| name)
        .into_iter()
        .chain(ENDS_OTHERWISE);
    map([
        may(
            "rings",
            about(
                "Whose phones ring together, or `nobody`.",
                either([word(["nobody"]), some(number(), RING_MAX)]),
            ),
        ),
        may("dials", about("The number outside that is called.", number())),
        may("plays", about("The prompt that the caller hears.", name())),
        may(
            "tone",
            about(
                "The tone that the caller hears.",
                either([signal, count(&TONE_HZ)]),
            ),
        ),
        may(
            "answered_by",
            about("Who answers, or `switch`.", either([word(["switch"]), number()])),
        ),
        may("ends", about("How the call ends.", word(ends))),
        may("after", duration("When it begins.", &EXPECTED_TIME)),
        may("for", duration("How long it takes.", &EXPECTED_TIME)),
    ])
}
