//! The list of steps of a route.

use yaml::{Entry, Fields, Mistakes, Node, Value};

use crate::graph::Block;
use crate::limits::STEPS_MAX;
use crate::route::Surroundings;
use crate::step::{Action, Step};

/// Reads all steps; what is wrong with one does not hide what is wrong with the next.
pub(crate) fn read(node: &Node, around: &Surroundings<'_>, mistakes: &mut Mistakes<'_>) -> Option<Block> {
    let items = node.items("`steps`", mistakes)?;
    if items.is_empty() {
        mistakes.say(
            "empty-list",
            node.span,
            "here nothing is done",
            "add a step, like `- hangup: {cause: busy}`",
        );
        return None;
    }
    if items.len() > STEPS_MAX {
        let message = format!("{} steps in one list are too many", items.len());
        mistakes.say(
            "too-many",
            node.span,
            message,
            format!("at most {STEPS_MAX} are allowed"),
        );
        return None;
    }
    let read: Vec<Option<Step>> = items.iter().map(|item| step(item, around, mistakes)).collect();
    unreachable(&read, items, mistakes);
    read.into_iter().collect()
}

/// The steps of a branch: a list, or one alone.
pub(crate) fn branch(node: &Node, around: &Surroundings<'_>, mistakes: &mut Mistakes<'_>) -> Option<Block> {
    match &node.value {
        Value::List(_) => read(node, around, mistakes),
        Value::Scalar(_) | Value::Map(_) => step(node, around, mistakes).map(|step| Block::from([step])),
    }
}

/// The steps of a branch that may be left out. `Some(None)`: it is.
pub(crate) fn optional(
    name: &'static str,
    fields: &mut Fields<'_>,
    around: &Surroundings<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Option<Block>> {
    match fields.take(name, mistakes) {
        Some(node) => branch(node, around, mistakes).map(Some),
        None => Some(None),
    }
}

/// `- name: {options}`; a step without options may be written as `- name`.
fn step(node: &Node, around: &Surroundings<'_>, mistakes: &mut Mistakes<'_>) -> Option<Step> {
    let none = |span| Node {
        span,
        value: Value::Map(Vec::new()),
    };
    let (name, span, options) = match &node.value {
        Value::Scalar(scalar) if !node.is_null() => (&scalar.text, node.span, none(node.span)),
        Value::Map(entries) if let [Entry { key, value }] = entries.as_slice() => (
            &key.name,
            key.span,
            if value.is_null() {
                none(key.span)
            } else {
                value.clone()
            },
        ),
        Value::Map(entries) if let [_, Entry { key, .. }, ..] = entries.as_slice() => {
            let message = format!("a step has one name, and `{}` is a second", key.name);
            mistakes.say(
                "two-steps",
                key.span,
                message,
                "start each step with `- `; indent its options or put them in { }",
            );
            return None;
        }
        Value::Scalar(_) | Value::List(_) | Value::Map(_) => {
            let message = format!("expected a step, but here stands {}", node.kind());
            mistakes.say(
                "wrong-type",
                node.span,
                message,
                "write a step like `- ring: {timeout: 30s}`",
            );
            return None;
        }
    };
    let action = Action::read(name, span, &options, around, mistakes)?;
    Some(Step { span, action })
}

fn unreachable(steps: &[Option<Step>], items: &[Node], mistakes: &mut Mistakes<'_>) {
    let mut steps = steps.iter().zip(items);
    let terminal = steps
        .by_ref()
        .find_map(|(step, _)| step.as_ref().filter(|step| step.action.is_terminal()));
    if let (Some(terminal), Some((_, next))) = (terminal, steps.next()) {
        let (name, line) = (terminal.action.name(), terminal.span.line);
        let message = format!("no call comes here: `{name}` in line {line} is the end");
        mistakes.say(
            "step-after-end",
            next.span,
            message,
            format!("remove this step or move it before `{name}`"),
        );
    }
}
