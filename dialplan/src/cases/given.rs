//! `given: {busy: ["101"], no_answer: all}`: what the call meets.

use std::ops::RangeInclusive;
use std::time::Duration;

use yaml::{Fields, Mistakes, Node, Value};

use super::{numbers, turns};
use crate::compile::Context;
use crate::digits::{DIGITS_MAX, Digits};
use crate::groups::Groups;
use crate::limits::NUMBERS_MAX;
use crate::simulate::{Reaction, World};

/// How long it may take until somebody does something.
pub(crate) const TIME: RangeInclusive<Duration> = Duration::ZERO..=Duration::from_secs(86_400);
/// The word for everybody who is not named otherwise.
const ALL: &str = "all";

pub(super) fn read(
    node: &Node,
    context: &Context<'_>,
    groups: &Groups,
    mistakes: &mut Mistakes<'_>,
) -> Option<World> {
    let mut fields = node.fields("`given`", mistakes)?;
    let after = time(&mut fields, "answers_after", mistakes);
    let stays = time(&mut fields, "hangs_up_after", mistakes);
    let after = after.unwrap_or(World::PICKS_UP_AFTER);
    let mut world = World {
        others: Reaction::Answers(after),
        caller_stays: stays,
        ..World::default()
    };
    let told = [
        ("no_answer", Reaction::NoAnswer),
        ("rejects", Reaction::Rejects(after)),
        ("busy", Reaction::Busy),
        ("unregistered", Reaction::Unregistered),
    ];
    for (name, reaction) in told {
        let Some(node) = fields.take(name, mistakes) else {
            continue;
        };
        if matches!(&node.value, Value::Scalar(scalar) if scalar.text == ALL) {
            world.others = reaction;
            continue;
        }
        for (number, span) in people(node, context, mistakes) {
            if world.reactions.insert(number.clone(), reaction).is_some() {
                let message = format!("{number} cannot do two things at once");
                mistakes.say("given-twice", span, message, "name everybody once");
            }
        }
    }
    if let Some(node) = fields.take("answers", mistakes) {
        answers(node, context, &mut world, mistakes);
    }
    if let Some(node) = fields.take("digits", mistakes) {
        world.answers = digits(node, mistakes);
    }
    turns::read(&mut fields, context, groups, &mut world, mistakes);
    fields.finish(mistakes);
    Some(world)
}

fn time(fields: &mut Fields<'_>, name: &'static str, mistakes: &mut Mistakes<'_>) -> Option<Duration> {
    fields.take(name, mistakes)?.duration(TIME, mistakes)
}

fn people(node: &Node, context: &Context<'_>, mistakes: &mut Mistakes<'_>) -> Vec<(String, yaml::Span)> {
    let named = numbers::each(node);
    if named.len() > NUMBERS_MAX {
        let help = format!("at most {NUMBERS_MAX} are allowed");
        mistakes.say("too-many", node.span, "these are too many numbers", help);
        return Vec::new();
    }
    named
        .iter()
        .filter_map(|node| Some((numbers::somebody(node, context, mistakes)?, node.span)))
        .collect()
}

/// `digits: ["1", "102"]`: what the caller presses, an answer for each question.
fn digits(node: &Node, mistakes: &mut Mistakes<'_>) -> Vec<Digits> {
    let answers = numbers::each(node).iter();
    let pressed = answers.filter_map(|node| {
        let text = node.number_text(mistakes)?;
        let digits = Digits::of(text);
        if digits.as_str() != text {
            let help = format!("an answer is of the keys 0-9, * and #, at most {DIGITS_MAX}");
            mistakes.say(
                "bad-number",
                node.span,
                format!("`{text}` cannot be pressed"),
                help,
            );
        }
        Some(digits)
    });
    pressed.collect()
}

/// `answers: {"104": 12s}`: who answers at another time than the others.
fn answers(node: &Node, context: &Context<'_>, world: &mut World, mistakes: &mut Mistakes<'_>) {
    let Value::Map(entries) = &node.value else {
        let help = "write numbers and times: `answers: {\"104\": 12s}`";
        mistakes.say(
            "wrong-type",
            node.span,
            "`answers` is a map of numbers and times",
            help,
        );
        return;
    };
    for entry in entries {
        let number = numbers::somebody(&numbers::key(&entry.key), context, mistakes);
        let after = entry.value.duration(TIME, mistakes);
        let (Some(number), Some(after)) = (number, after) else {
            continue;
        };
        if world
            .reactions
            .insert(number.clone(), Reaction::Answers(after))
            .is_some()
        {
            let message = format!("{number} cannot do two things at once");
            mistakes.say("given-twice", entry.key.span, message, "name everybody once");
        }
    }
}
