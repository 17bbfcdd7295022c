//! `sales: {strategy: round-robin, members: ["101", {extension: "102", timeout: 5s}], timeout: 15s}`.

use std::collections::BTreeSet;

use yaml::{Complaint, Mistakes, Node, Span, Value};

use super::group::{Group, Member};
use super::strategy::Strategy;
use crate::compile::Context;
use crate::extension::Extension;
use crate::limits::{MEMBERS_MAX, RING_TIME, RING_TIME_DEFAULT, ROUNDS, TURN_TIME_DEFAULT, WEIGHT};
use crate::numbers;

/// A group, and the number of its own if it has one.
pub(super) fn group(
    name: &str,
    node: &Node,
    context: &Context<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<(Group, Option<(String, Span)>)> {
    let mut fields = node.fields("a group", mistakes)?;
    let strategy = match fields.take("strategy", mistakes) {
        Some(node) => strategy(node, mistakes),
        None => Some(Strategy::All),
    };
    let written = fields.need("members", "[\"101\", \"102\"]", mistakes);
    let members = written.and_then(|node| members(node, strategy, context, mistakes));
    let timeout = match fields.take("timeout", mistakes) {
        Some(node) => node.duration(RING_TIME, mistakes),
        None if strategy == Some(Strategy::All) => Some(RING_TIME_DEFAULT),
        None => Some(TURN_TIME_DEFAULT),
    };
    let rounds = match fields.take("rounds", mistakes) {
        Some(node) => {
            only(
                "rounds",
                strategy,
                |strategy| strategy != Strategy::All,
                node,
                mistakes,
            );
            node.count(ROUNDS, mistakes)
        }
        None => Some(1),
    };
    let skip_busy = fields.flag("skip_busy", false, mistakes);
    let number = match fields.take("number", mistakes) {
        Some(node) => number(node, mistakes).map(Some),
        None => Some(None),
    };
    fields.finish(mistakes);
    let group = Group {
        name: name.to_owned(),
        members: members?,
        strategy: strategy?,
        timeout: timeout?,
        rounds: usize::try_from(rounds?).ok()?,
        skip_busy: skip_busy?,
    };
    Some((group, number?))
}

fn number(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<(String, Span)> {
    let text = node.number_text(mistakes)?;
    numbers::one(text, node.span, &[], mistakes).map(|number| (number, node.span))
}

fn strategy(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Strategy> {
    let name = node.text("a strategy, like round-robin", mistakes)?;
    let known = Strategy::NAMED.map(|(name, _)| name);
    let found = Strategy::NAMED.into_iter().find(|(known, _)| *known == name);
    if found.is_none() {
        let complaint = Complaint::new(
            "unknown-strategy",
            node.span,
            format!("unknown strategy `{name}`"),
        );
        mistakes.add(complaint.did_you_mean(mistakes.nearest(name, known), || {
            format!("the strategies are {}", known.join(", "))
        }));
    }
    found.map(|(_, strategy)| strategy)
}

fn members(
    node: &Node,
    strategy: Option<Strategy>,
    context: &Context<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<Member>> {
    let items = node.items("`members`", mistakes)?;
    if items.is_empty() {
        let help = "name a user: [\"101\"]";
        mistakes.say("empty-list", node.span, "nobody belongs to this group", help);
        return None;
    }
    if items.len() > MEMBERS_MAX {
        let message = format!("{} users in one group are too many", items.len());
        mistakes.say(
            "too-many",
            node.span,
            message,
            format!("at most {MEMBERS_MAX} are allowed"),
        );
        return None;
    }
    let mut seen = BTreeSet::new();
    let read: Vec<Option<Member>> = items
        .iter()
        .map(|node| {
            let member = member(node, strategy, context, mistakes)?;
            if !seen.insert(member.extension.clone()) {
                let message = format!("{} belongs to this group already", member.extension);
                let help = "name everybody once; for more calls give a `weight`";
                mistakes.say("duplicate-member", node.span, message, help);
            }
            Some(member)
        })
        .collect();
    read.into_iter().collect()
}

/// `"101"`, or `{extension: "101", timeout: 5s}`.
fn member(
    node: &Node,
    strategy: Option<Strategy>,
    context: &Context<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Member> {
    if !matches!(node.value, Value::Map(_)) {
        return Some(Member {
            extension: Extension::read(node, context, mistakes)?,
            timeout: None,
            weight: 1,
        });
    }
    let mut fields = node.fields("a member", mistakes)?;
    let extension = fields.need("extension", "\"101\"", mistakes);
    let extension = extension.and_then(|node| Extension::read(node, context, mistakes));
    let timeout = match fields.take("timeout", mistakes) {
        Some(node) => {
            only(
                "timeout",
                strategy,
                |strategy| strategy != Strategy::All,
                node,
                mistakes,
            );
            node.duration(RING_TIME, mistakes).map(Some)
        }
        None => Some(None),
    };
    let weight = match fields.take("weight", mistakes) {
        Some(node) => {
            only(
                "weight",
                strategy,
                |strategy| strategy == Strategy::Weighted,
                node,
                mistakes,
            );
            node.count(WEIGHT, mistakes)
        }
        None => Some(1),
    };
    fields.finish(mistakes);
    Some(Member {
        extension: extension?,
        timeout: timeout?,
        weight: weight?,
    })
}

/// An option that this strategy has no use for would promise what does not happen.
fn only(
    name: &str,
    strategy: Option<Strategy>,
    is_used: impl Fn(Strategy) -> bool,
    node: &Node,
    mistakes: &mut Mistakes<'_>,
) {
    let Some(strategy) = strategy.filter(|strategy| !is_used(*strategy)) else {
        return;
    };
    let named = Strategy::NAMED.iter().filter(|(_, strategy)| is_used(*strategy));
    let of: Vec<&str> = named.map(|(name, _)| *name).collect();
    let message = format!("`{name}` changes nothing with the strategy `{strategy}`");
    let help = format!("remove it, or choose another strategy: {}", of.join(", "));
    mistakes.say("useless-option", node.span, message, help);
}
