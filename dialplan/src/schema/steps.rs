//! Steps: each a map of one key, its name, and its options.

use serde_json::{Map, Value, json};

use super::shape::{
    about, by_default, duration, either, map, may, name, need, number, see, some, text, word,
};
use crate::limits::{
    NUMBER_CHARS_MAX, NUMBERS_MAX, RING_MAX, RING_TIME, RING_TIME_DEFAULT, STEPS_MAX, TONE_HZ, TONE_TIME,
    TRUNKS_MAX,
};
use crate::op::{Cause, MediaPath, Recording, Signal};

/// Steps that need no options.
const ALONE: [&str; 3] = ["answer", "echo", "hangup"];

/// A list of steps.
pub(super) fn steps() -> Value {
    super::shape::list(&see("step"), STEPS_MAX)
}

/// A list of steps, or one alone.
pub(super) fn branch() -> Value {
    either([see("step"), see("steps")])
}

/// One step.
pub(super) fn step() -> Value {
    let all = [
        ("answer", answer()),
        ("caller", caller()),
        ("conference", conference()),
        ("echo", echo()),
        ("hangup", hangup()),
        ("hours", hours()),
        ("menu", menu()),
        ("play", play()),
        ("record", record()),
        ("ring", ring()),
        ("say", say()),
        ("tone", tone()),
    ];
    let options: Map<String, Value> = all
        .into_iter()
        .map(|(name, options)| (name.to_owned(), options))
        .collect();
    let with_options = json!({
        "type": "object",
        "properties": options,
        "minProperties": 1,
        "maxProperties": 1,
        "additionalProperties": false,
    });
    either([about("A step that needs no options.", word(ALONE)), with_options])
}

/// A key without a value is a step without options.
fn or_nothing(options: Value) -> Value {
    either([options, json!({"type": "null"})])
}

/// The name alone, or as a key.
fn by_name(what: &str) -> Value {
    either([about(what, name()), map([need("name", about(what, name()))])])
}

fn answer() -> Value {
    about(
        "Takes the call; what follows is heard by who pays for it.",
        or_nothing(map([])),
    )
}

fn echo() -> Value {
    about(
        "The caller hears themself, until they hang up.",
        or_nothing(map([])),
    )
}

fn caller() -> Value {
    let prefix = map([need("prefix", about("All longer ones that begin so.", number()))]);
    let words = about(
        "Users, or who hides the number.",
        word(["extensions", "anonymous"]),
    );
    let text = about(
        "A number, a range \"200-249\", or a pattern \"~0[1-9]+\".",
        json!({"type": "string"}),
    );
    let branches = map([
        need("from", some(either([words, text, prefix]), NUMBERS_MAX)),
        may("then", about("Steps for these callers.", branch())),
        may("otherwise", about("Steps for all others.", branch())),
    ]);
    about("Goes by who calls; a branch that is left out leads on.", branches)
}

fn conference() -> Value {
    about(
        "The caller joins a conference.",
        by_name("A name of the section `conferences`."),
    )
}

fn menu() -> Value {
    about(
        "The caller chooses by keys.",
        by_name("A name of the section `menus`."),
    )
}

fn hangup() -> Value {
    let causes = word(Cause::NAMED.map(|(name, _)| name));
    let cause = about("What the caller's phone tells.", by_default("normal", causes));
    about("Ends the call.", or_nothing(map([may("cause", cause)])))
}

fn hours() -> Value {
    let branches = map([
        need("name", about("A name of the section `hours`.", name())),
        may("open", about("Steps for when somebody is there.", branch())),
        may("closed", about("Steps for when nobody is there.", branch())),
        may(
            "holiday",
            about("Steps for holidays; without them as when closed.", branch()),
        ),
    ]);
    about(
        "Goes by the time of the call; a branch that is left out leads on.",
        branches,
    )
}

fn play() -> Value {
    let prompt = about("A name of the section `prompts`.", name());
    about("The caller hears a sound file.", map([need("prompt", prompt)]))
}

fn record() -> Value {
    about(
        "What caller and callee say is kept.",
        word(Recording::NAMED.map(|(name, _)| name)),
    )
}

fn ring() -> Value {
    let extension = about(
        "Users, all at once; left out: the one who was dialled.",
        some(number(), RING_MAX),
    );
    let group = about("A name of the section `groups`, which says how long.", name());
    let outside =
        json!({"type": "string", "maxLength": NUMBER_CHARS_MAX + 1, "pattern": "^(dialled|\\+?[0-9]+)$"});
    let external = about("A number outside; `dialled`: the one that was dialled.", outside);
    let trunk = about(
        "By these trunks, the first that can; left out: all, in their order.",
        some(name(), TRUNKS_MAX),
    );
    let timeout = duration("How long it rings.", &RING_TIME);
    let media = about(
        "Which way the audio goes: through the switch, or from phone to phone where they can do without it.",
        word(MediaPath::NAMED.map(|(name, _)| name)),
    );
    about(
        "Rings phones. The steps after it are for when nobody answers.",
        or_nothing(map([
            may("extension", extension),
            may("group", group),
            may("external", external),
            may("trunk", trunk),
            may(
                "timeout",
                by_default(yaml::duration_text(RING_TIME_DEFAULT), timeout),
            ),
            may("media", by_default("relay", media)),
        ])),
    )
}

fn say() -> Value {
    let long = map([
        need("text", about("What a voice says.", text())),
        may(
            "language",
            about("A language like de, or a voice of the engine.", text()),
        ),
        may(
            "otherwise",
            about("A sound file for when no engine can say it.", text()),
        ),
    ]);
    about("A voice says something.", either([text(), long]))
}

fn tone() -> Value {
    let hz = about("A steady tone.", super::shape::count(&TONE_HZ));
    let signal = about(
        "A tone of the telephone network.",
        word(Signal::NAMED.map(|(name, _)| name)),
    );
    let tone = map([
        may("name", signal),
        may("frequency_hz", hz),
        need("duration", duration("How long it sounds.", &TONE_TIME)),
    ]);
    about("The caller hears a tone: a name or a pitch.", tone)
}
