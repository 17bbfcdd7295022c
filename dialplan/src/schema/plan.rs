//! A whole plan.

use serde_json::{Value, json};

use super::shape::{
    about, by_default, count, duration, either, flag, map, may, name, named, need, number, see, some, text,
};
use super::{calls, groups, steps, times};
use crate::compile::VERSION;
use crate::limits::{
    CONFERENCE_MEMBERS, CONFERENCE_MEMBERS_DEFAULT, FIRST_KEY_DEFAULT, KEY_CHARS_MAX, KEY_TIME,
    NEXT_KEY_DEFAULT, NUMBERS_MAX, PATTERN_CHARS_MAX, PIN_DIGITS, ROUTES_MAX, TRIES, TRIES_DEFAULT,
};

/// The shape of a file of a plan.
#[must_use]
pub fn schema() -> Value {
    let mut schema = map([
        need(
            "version",
            about("The version of the language.", json!({"const": VERSION})),
        ),
        may(
            "prompts",
            about(
                "Names for sound files and for words that a voice says.",
                named(&prompt()),
            ),
        ),
        may(
            "menus",
            about("What callers choose from by keys.", named(&menu())),
        ),
        may("hours", about("When somebody is there.", named(&times::hours()))),
        may(
            "holidays",
            about(
                "Days that are not like others of their weekday.",
                times::holidays(),
            ),
        ),
        may(
            "conferences",
            about("Rooms where callers meet.", named(&conference())),
        ),
        may(
            "groups",
            about("Users who are rung together or in turn.", named(&groups::group())),
        ),
        may(
            "routes",
            about(
                "Where calls go.",
                json!({"type": "array", "items": route(), "maxItems": ROUTES_MAX}),
            ),
        ),
        may(
            "tests",
            about(
                "Calls whose way is known; a plan that fails one is not taken.",
                calls::tests(),
            ),
        ),
    ]);
    if let Value::Object(schema) = &mut schema {
        schema.insert(
            "$schema".into(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        schema.insert("title".into(), json!("Softswitch dialplan"));
        schema.insert(
            "$defs".into(),
            json!({"step": steps::step(), "steps": steps::steps()}),
        );
    }
    schema
}

fn prompt() -> Value {
    let said = map([
        need("say", about("What a voice says.", text())),
        may(
            "language",
            about("A language like de, or a voice of the engine.", text()),
        ),
        may(
            "otherwise",
            about("A sound file for when no engine can say it.", text()),
        ),
    ]);
    either([about("The path of a sound file.", text()), said])
}

fn menu() -> Value {
    let prompt = |what| about(what, name());
    let key = format!("^[0-9*#]{{1,{KEY_CHARS_MAX}}}$");
    let keys =
        json!({"type": "object", "patternProperties": {key: steps::branch()}, "additionalProperties": false});
    let first = duration("How long it waits for a key.", &KEY_TIME);
    let next = duration("How long it waits for the next key.", &KEY_TIME);
    map([
        may("prompt", prompt("What is heard each time.")),
        may(
            "invalid_prompt",
            prompt("What is heard before it after a wrong key."),
        ),
        may("timeout_prompt", prompt("What is heard before it after no key.")),
        may(
            "extensions",
            about("Callers may dial users.", by_default(false, flag())),
        ),
        may("keys", about("Where each key leads.", keys)),
        may(
            "barge_in",
            about("A key ends the prompt.", by_default(true, flag())),
        ),
        may(
            "first_key",
            by_default(yaml::duration_text(FIRST_KEY_DEFAULT), first),
        ),
        may(
            "next_key",
            by_default(yaml::duration_text(NEXT_KEY_DEFAULT), next),
        ),
        may(
            "tries",
            about("How often it asks.", by_default(TRIES_DEFAULT, count(&TRIES))),
        ),
        may(
            "timeout",
            about("Steps for when the last try brought no key.", steps::branch()),
        ),
        may(
            "invalid",
            about(
                "Steps for when the last try brought a wrong key.",
                steps::branch(),
            ),
        ),
    ])
}

fn conference() -> Value {
    let members = by_default(CONFERENCE_MEMBERS_DEFAULT, count(&CONFERENCE_MEMBERS));
    let room = map([
        may("members", about("How many it has room for.", members)),
        may(
            "chimes",
            about("A tone when someone comes or goes.", by_default(true, flag())),
        ),
        may("pin", about("What members key in to be let in.", pin())),
        may(
            "pin_prompt",
            about("What is heard when a PIN is asked for.", name()),
        ),
        may(
            "wrong_pin_prompt",
            about("What is heard before it after a wrong one.", name()),
        ),
        may("moderator", about("Who leads the conference.", moderator())),
    ]);
    either([room, json!({"type": "null"})])
}

fn moderator() -> Value {
    map([
        need("pin", about("What moderators key in instead.", pin())),
        may(
            "begins",
            about(
                "Members hear music until a moderator comes.",
                by_default(false, flag()),
            ),
        ),
        may(
            "ends",
            about(
                "With the last moderator all members go.",
                by_default(false, flag()),
            ),
        ),
    ])
}

fn pin() -> Value {
    let pattern = format!("^[0-9]{{{},{}}}$", PIN_DIGITS.start(), PIN_DIGITS.end());
    json!({"type": "string", "pattern": pattern})
}

fn route() -> Value {
    let begins = json!({"type": "string", "pattern": "^(\\+|\\+?[0-9*#]+)$"});
    let range = json!({"type": "string", "pattern": "^ *\\+?[0-9]+ *- *\\+?[0-9]+ *$"});
    let pattern = json!({"type": "string", "pattern": "^~", "maxLength": PATTERN_CHARS_MAX + 1});
    let one = either([
        about("A number.", number()),
        about("All numbers from one to another: \"200-249\".", range),
        about(
            "All numbers that a regular expression matches as a whole: \"~0[1-9][0-9]+\".",
            pattern,
        ),
    ]);
    let prefix = map([need(
        "prefix",
        about("Every longer number that begins so.", begins),
    )]);
    let words = about("Every user's own number.", json!({"const": "extensions"}));
    let what = about(
        "Whom callers dial.",
        either([words, some(one, NUMBERS_MAX), prefix]),
    );
    map([
        need("number", what),
        need("steps", about("What happens, one after the other.", see("steps"))),
    ])
}
