//! `ring: {extension: ["101", "102"], timeout: 20s}`: the phones of users, all at once; without `extension` those
//! of the user whose number was dialled; with `external` a number outside. The steps after it are for when nobody
//! answers.

use std::time::Duration;

use yaml::{Mistakes, Node, Value};

use super::external::External;
use crate::extension::Extension;
use crate::limits::{RING_MAX, RING_TIME, RING_TIME_DEFAULT};
use crate::op::Op;
use crate::route::Surroundings;
use crate::run::Facts;

#[derive(Clone, Debug)]
pub(crate) struct Ring {
    /// Empty: the dialled one.
    pub(crate) extensions: Vec<Extension>,
    /// A number outside instead of users.
    pub(crate) external: Option<External>,
    pub(crate) timeout: Duration,
}

impl Ring {
    pub(super) fn read(
        options: &Node,
        around: &Surroundings<'_>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let mut fields = options.fields("`ring`", mistakes)?;
        let external = External::read(&mut fields, around, mistakes)?;
        let extensions = match fields.take("extension", mistakes) {
            Some(node) if external.is_some() => {
                let help = "ring one after the other: two steps";
                mistakes.say(
                    "ring-whom",
                    node.span,
                    "a user and a number outside at once",
                    help,
                );
                None
            }
            Some(node) => extensions(node, around, mistakes),
            None if external.is_some() => Some(Vec::new()),
            None => dialled(options, around, mistakes),
        };
        let timeout = match fields.take("timeout", mistakes) {
            Some(node) => node.duration(RING_TIME, mistakes),
            None => Some(RING_TIME_DEFAULT),
        };
        fields.finish(mistakes);
        Some(Self {
            extensions: extensions?,
            external,
            timeout: timeout?,
        })
    }

    pub(super) fn op(&self, facts: &Facts) -> Op {
        if let Some(external) = &self.external {
            return external.op(facts, self.timeout);
        }
        let extensions = match self.extensions.as_slice() {
            [] => vec![Extension::new(&facts.to)],
            named => named.to_vec(),
        };
        Op::Ring {
            extensions,
            timeout: self.timeout,
        }
    }

    /// It rings this user, of whose own number the route is.
    pub(crate) fn rings(&self, number: &str) -> bool {
        (self.extensions.is_empty() && self.external.is_none())
            || self
                .extensions
                .iter()
                .any(|extension| extension.as_str() == number)
    }
}

/// Without `extension`, every number of the route must be a user's.
fn dialled(options: &Node, around: &Surroundings<'_>, mistakes: &mut Mistakes<'_>) -> Option<Vec<Extension>> {
    if around.in_menu {
        let message = "whom shall it ring? Calls to any number may come to this menu";
        let help = "name a user: `ring: {extension: \"101\"}`";
        mistakes.say("ring-whom", options.span, message, help);
        return None;
    }
    if around.many {
        let message = "whom shall it ring? The route is of many numbers";
        let help = "ring them outside: `ring: {external: dialled}`";
        mistakes.say("ring-whom", options.span, message, help);
        return None;
    }
    let stranger = around
        .numbers
        .iter()
        .find(|number| !around.context.extensions.contains(**number));
    let Some(number) = stranger else {
        return Some(Vec::new());
    };
    let message = format!("whom shall it ring? {number} is no user's own number");
    mistakes.say(
        "ring-whom",
        options.span,
        message,
        "name a user: `ring: {extension: \"101\"}`",
    );
    None
}

fn extensions(node: &Node, around: &Surroundings<'_>, mistakes: &mut Mistakes<'_>) -> Option<Vec<Extension>> {
    let named = match &node.value {
        Value::List(items) => items.as_slice(),
        Value::Scalar(_) | Value::Map(_) => std::slice::from_ref(node),
    };
    if named.is_empty() {
        mistakes.say(
            "empty-list",
            node.span,
            "nobody is named to ring",
            "name a user: [\"101\"]",
        );
        return None;
    }
    if named.len() > RING_MAX {
        let message = format!("{} users at once are too many", named.len());
        mistakes.say(
            "too-many",
            node.span,
            message,
            format!("ring at most {RING_MAX} at once"),
        );
        return None;
    }
    let mut all = Some(Vec::with_capacity(named.len()));
    for node in named {
        match (extension(node, around, mistakes), &mut all) {
            (Some(extension), Some(all)) => all.push(extension),
            (Some(_), None) => {}
            (None, _) => all = None,
        }
    }
    all
}

fn extension(node: &Node, around: &Surroundings<'_>, mistakes: &mut Mistakes<'_>) -> Option<Extension> {
    let number = node.number_text(mistakes)?;
    if around.context.extensions.contains(number) {
        return Some(Extension::new(number));
    }
    let known = around.context.extensions.iter().map(String::as_str);
    let help = mistakes.nearest(number, known).map_or_else(
        || String::from("add the user, or ring another"),
        |known| format!("did you mean \"{known}\"?"),
    );
    mistakes.say(
        "unknown-extension",
        node.span,
        format!("no user has the extension \"{number}\""),
        help,
    );
    None
}
