//! `expect: [{rings: ["101"], for: 20s}, {ends: no-answer}]`: what must become of the call.

use std::ops::RangeInclusive;
use std::time::Duration;

use yaml::{Complaint, Fields, Mistakes, Node, Span, Value};

use super::event::Event;
use super::numbers;
use crate::compile::Context;
use crate::limits::{EXPECTED_MAX, RING_MAX, TONE_HZ};
use crate::op::{Cause, Signal};
use crate::prompts::Prompts;

pub(crate) const TIME: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_secs(7 * 86_400);
/// What can be expected.
const KINDS: [&str; 6] = ["rings", "dials", "plays", "tone", "answered_by", "ends"];
/// Nobody's phone rings.
const NOBODY: &str = "nobody";
/// Who answers where no person does.
const SWITCH: &str = "switch";
/// Ends that are no cause of the plan's.
pub(crate) const OTHER_ENDS: [&str; 2] = ["echo", "caller-left"];

/// One thing that must happen.
#[derive(Clone, Debug)]
pub(crate) struct Expectation {
    pub(crate) span: Span,
    pub(crate) event: Event,
    /// When it begins, from the start of the call.
    pub(crate) after: Option<Duration>,
    /// How long it takes.
    pub(crate) lasts: Option<Duration>,
}

/// What an expectation may refer to.
struct Around<'a> {
    context: &'a Context<'a>,
    prompts: &'a Prompts,
}

pub(super) fn read(
    node: &Node,
    context: &Context<'_>,
    prompts: &Prompts,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<Expectation>> {
    let items = node.items("`expect`", mistakes)?;
    if !(1..=EXPECTED_MAX).contains(&items.len()) {
        let message = format!(
            "a test expects 1 to {EXPECTED_MAX} things, here are {}",
            items.len()
        );
        let help = "say what must happen, like `- rings: \"101\"`";
        mistakes.say("too-many", node.span, message, help);
        return None;
    }
    let around = Around { context, prompts };
    let all: Vec<_> = items
        .iter()
        .map(|item| Expectation::read(item, &around, mistakes))
        .collect();
    all.into_iter().collect()
}

impl Expectation {
    fn read(node: &Node, around: &Around<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let mut fields = node.fields("what is expected", mistakes)?;
        let said: Vec<(&str, &Node)> = KINDS
            .iter()
            .filter_map(|kind| Some((*kind, fields.take(kind, mistakes)?)))
            .collect();
        let after = time(&mut fields, "after", mistakes);
        let lasts = time(&mut fields, "for", mistakes);
        fields.finish(mistakes);
        let (span, event) = match said.as_slice() {
            [(kind, value)] => (value.span, event(kind, value, around, mistakes)),
            // A wrong key has been told already.
            [] if node.at(&["after"]).or_else(|| node.at(&["for"])).is_none() && !is_empty(node) => {
                return None;
            }
            [] => {
                let help = format!("say one of {}", KINDS.join(", "));
                mistakes.say("expects-nothing", node.span, "what is expected here?", help);
                return None;
            }
            [_, (kind, second), ..] => {
                let message = format!("`{kind}` is a second thing to expect");
                mistakes.say("expects-two", second.span, message, "give each its own `- ` line");
                return None;
            }
        };
        Some(Self {
            span,
            event: event?,
            after,
            lasts,
        })
    }
}

fn time(fields: &mut Fields<'_>, name: &'static str, mistakes: &mut Mistakes<'_>) -> Option<Duration> {
    fields.take(name, mistakes)?.duration(TIME, mistakes)
}

fn event(kind: &str, node: &Node, around: &Around<'_>, mistakes: &mut Mistakes<'_>) -> Option<Event> {
    match kind {
        "rings" => rings(node, around, mistakes),
        "dials" => Some(Event::Dials(node.number_text(mistakes)?.to_owned())),
        "plays" => {
            let path = around.prompts.find(node, mistakes)?;
            Some(Event::Plays(path.to_owned()))
        }
        "tone" if let Some(signal) = signal(node) => Some(Event::Signal(signal)),
        "tone" => Some(Event::Tone(node.count(TONE_HZ, mistakes)?)),
        "answered_by" if is_word(node, SWITCH) => Some(Event::AnsweredBy(None)),
        "answered_by" => Some(Event::AnsweredBy(Some(numbers::somebody(
            node,
            around.context,
            mistakes,
        )?))),
        _ => ends(node, mistakes),
    }
}

fn rings(node: &Node, around: &Around<'_>, mistakes: &mut Mistakes<'_>) -> Option<Event> {
    if is_word(node, NOBODY) {
        return Some(Event::Rings(Vec::new()));
    }
    let named = numbers::each(node);
    if !(1..=RING_MAX).contains(&named.len()) {
        let message = format!("{} phones cannot ring together", named.len());
        let help = format!("name 1 to {RING_MAX} users, or say `rings: {NOBODY}`");
        mistakes.say("too-many", node.span, message, help);
        return None;
    }
    let all: Vec<_> = named
        .iter()
        .map(|node| numbers::user(node, around.context, mistakes))
        .collect();
    all.into_iter().collect::<Option<_>>().map(Event::Rings)
}

fn ends(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Event> {
    let name = node.text("how the call ends, like busy", mistakes)?;
    let known: Vec<&str> = Cause::NAMED
        .iter()
        .map(|(name, _)| *name)
        .chain(OTHER_ENDS)
        .collect();
    if known.contains(&name) {
        return Some(Event::Ends(name.to_owned()));
    }
    let complaint = Complaint::new("unknown-end", node.span, format!("no call ends with `{name}`"));
    mistakes.add(
        complaint.did_you_mean(mistakes.nearest(name, known.iter().copied()), || {
            format!(
                "calls end with {}; an answered one: `answered_by`",
                known.join(", ")
            )
        }),
    );
    None
}

fn signal(node: &Node) -> Option<Signal> {
    let Value::Scalar(scalar) = &node.value else {
        return None;
    };
    let mut named = Signal::NAMED.into_iter();
    named
        .find(|(name, _)| *name == scalar.text)
        .map(|(_, signal)| signal)
}

fn is_word(node: &Node, word: &str) -> bool {
    matches!(&node.value, Value::Scalar(scalar) if scalar.text == word)
}

fn is_empty(node: &Node) -> bool {
    matches!(&node.value, Value::Map(entries) if entries.is_empty())
}
