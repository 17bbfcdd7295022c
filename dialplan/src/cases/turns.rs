//! `given: {idle: {"101": 5m}, answered: {"102": 3}, last_turn: {sales: "101"}, draw: 7}`: what groups choose by.

use std::ops::RangeInclusive;

use yaml::{Entry, Fields, Mistakes, Node, Value};

use super::given::TIME;
use super::numbers;
use crate::compile::Context;
use crate::groups::Groups;
use crate::simulate::World;

/// How many calls somebody has answered, and what turns are drawn by.
pub(crate) const CALLS: RangeInclusive<u64> = 0..=4_294_967_295;

pub(super) fn read(
    fields: &mut Fields<'_>,
    context: &Context<'_>,
    groups: &Groups,
    world: &mut World,
    mistakes: &mut Mistakes<'_>,
) {
    if let Some(node) = fields.take("idle", mistakes) {
        for entry in entries("idle", node, "{\"101\": 5m}", mistakes) {
            let number = numbers::user(&numbers::key(&entry.key), context, mistakes);
            let idle = entry.value.duration(TIME, mistakes);
            if let (Some(number), Some(idle)) = (number, idle) {
                world.lines.entry(number).or_default().idle = Some(idle);
            }
        }
    }
    if let Some(node) = fields.take("answered", mistakes) {
        for entry in entries("answered", node, "{\"101\": 3}", mistakes) {
            let number = numbers::user(&numbers::key(&entry.key), context, mistakes);
            let answered = entry.value.count(CALLS, mistakes);
            if let (Some(number), Some(answered)) = (number, answered) {
                world.lines.entry(number).or_default().answered = answered;
            }
        }
    }
    if let Some(node) = fields.take("last_turn", mistakes) {
        for entry in entries("last_turn", node, "{sales: \"101\"}", mistakes) {
            let group = groups.find(&numbers::key(&entry.key), mistakes);
            let number = numbers::user(&entry.value, context, mistakes);
            if let (Some(group), Some(number)) = (group, number) {
                world.last_turns.insert(group.name.clone(), number);
            }
        }
    }
    if let Some(node) = fields.take("draw", mistakes) {
        world.draw = node.count(CALLS, mistakes).unwrap_or_default();
    }
}

fn entries<'n>(name: &str, node: &'n Node, example: &str, mistakes: &mut Mistakes<'_>) -> &'n [Entry] {
    let Value::Map(entries) = &node.value else {
        let message = format!("`{name}` is a map, but here stands {}", node.kind());
        mistakes.say(
            "wrong-type",
            node.span,
            message,
            format!("write it as `{name}: {example}`"),
        );
        return &[];
    };
    entries
}
