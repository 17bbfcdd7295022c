//! `ring: {external: dialled, trunk: [carrier, backup]}`: a number outside, by one trunk after the other.

use std::time::Duration;

use yaml::{Complaint, Fields, Mistakes, Node, Value};

use crate::limits::{NUMBER_CHARS_MAX, TRUNKS_MAX};
use crate::op::Op;
use crate::route::Surroundings;
use crate::run::Facts;

/// The word for the number that was dialled.
const DIALLED: &str = "dialled";

/// A number outside and the ways to it.
#[derive(Clone, Debug)]
pub(crate) struct External {
    /// `None`: the dialled one.
    number: Option<String>,
    /// Empty: all of them, in the order of the settings.
    trunks: Vec<String>,
}

impl External {
    /// `Some(None)`: the step rings nobody outside.
    pub(super) fn read(
        fields: &mut Fields<'_>,
        around: &Surroundings<'_>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Option<Self>> {
        let external = fields.take("external", mistakes);
        let trunk = fields.take("trunk", mistakes);
        let Some(node) = external else {
            if let Some(trunk) = trunk {
                let help = "add `external: dialled`, or a number like \"+4930123456\"";
                mistakes.say(
                    "ring-whom",
                    trunk.span,
                    "which number shall the trunk ring?",
                    help,
                );
                return None;
            }
            return Some(None);
        };
        if around.context.trunks.is_empty() {
            let help = "add one to the section `trunks` of softswitch.yaml";
            mistakes.say(
                "unknown-trunk",
                node.span,
                "there is no trunk to ring it by",
                help,
            );
            return None;
        }
        let number = number(node, mistakes);
        let trunks = match trunk {
            Some(node) => trunks(node, around, mistakes),
            None => Some(Vec::new()),
        };
        Some(Some(Self {
            number: number?,
            trunks: trunks?,
        }))
    }

    pub(super) fn op(&self, facts: &Facts, timeout: Duration) -> Op {
        Op::Dial {
            number: self.number.clone().unwrap_or_else(|| facts.to.clone()),
            trunks: self.trunks.clone(),
            timeout,
        }
    }
}

fn number(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Option<String>> {
    let text = node.number_text(mistakes)?;
    if text == DIALLED {
        return Some(None);
    }
    let digits = text.strip_prefix('+').unwrap_or(text);
    let sound =
        (1..=NUMBER_CHARS_MAX).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !sound {
        let help = "write `dialled`, or a number like \"+4930123456\"";
        mistakes.say(
            "bad-number",
            node.span,
            format!("`{text}` cannot be dialled outside"),
            help,
        );
    }
    sound.then(|| Some(text.to_owned()))
}

fn trunks(node: &Node, around: &Surroundings<'_>, mistakes: &mut Mistakes<'_>) -> Option<Vec<String>> {
    let named = match &node.value {
        Value::List(items) => items.as_slice(),
        Value::Scalar(_) | Value::Map(_) => std::slice::from_ref(node),
    };
    if !(1..=TRUNKS_MAX).contains(&named.len()) {
        let message = format!("{} trunks for one number", named.len());
        mistakes.say(
            "too-many",
            node.span,
            message,
            format!("name 1 to {TRUNKS_MAX}, or leave `trunk` out"),
        );
        return None;
    }
    let known = |node: &Node, mistakes: &mut Mistakes<'_>| {
        let name = node.text("a trunk's name", mistakes)?;
        let trunks = &around.context.trunks;
        if !trunks.contains(name) {
            let complaint = Complaint::new("unknown-trunk", node.span, format!("no trunk is named `{name}`"));
            let nearest = mistakes.nearest(name, trunks.iter().map(String::as_str));
            mistakes.add(
                complaint.did_you_mean(nearest, || String::from("add it to `trunks` in softswitch.yaml")),
            );
            return None;
        }
        Some(name.to_owned())
    };
    let all: Vec<_> = named.iter().map(|node| known(node, mistakes)).collect();
    all.into_iter().collect()
}
