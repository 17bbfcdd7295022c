//! `ring: {extension: ["101", "102"], timeout: 20s}`: the phones of users, all at once; without `extension` those
//! of the user whose number was dialled; with `group` those of a group; with `external` a number outside. The steps
//! after it are for when nobody answers.

use std::sync::Arc;
use std::time::Duration;

use yaml::{Complaint, Fields, Mistakes, Node, Value};

use super::external::External;
use crate::extension::Extension;
use crate::groups::Group;
use crate::limits::{RING_MAX, RING_TIME, RING_TIME_DEFAULT};
use crate::op::{MediaPath, Op};
use crate::route::Surroundings;
use crate::run::Facts;

#[derive(Clone, Debug)]
pub(crate) struct Ring {
    /// Empty: the dialled one.
    pub(crate) extensions: Vec<Extension>,
    /// A number outside instead of users.
    pub(crate) external: Option<External>,
    /// A group instead of users; it has times of its own.
    pub(crate) group: Option<Arc<Group>>,
    pub(crate) timeout: Duration,
    pub(crate) media: MediaPath,
}

impl Ring {
    pub(super) fn read(
        options: &Node,
        around: &Surroundings<'_>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        let mut fields = options.fields("`ring`", mistakes)?;
        if let Some(node) = fields.take("group", mistakes) {
            return Self::of_group(node, fields, around, mistakes);
        }
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
        let media = match fields.take("media", mistakes) {
            Some(node) if external.is_some() => {
                let message = "what goes outside goes through the switch";
                let help = "leave `media` out";
                mistakes.say("media-outside", node.span, message, help);
                None
            }
            Some(node) => media(node, mistakes),
            None => Some(MediaPath::default()),
        };
        fields.finish(mistakes);
        Some(Self {
            extensions: extensions?,
            external,
            group: None,
            timeout: timeout?,
            media: media?,
        })
    }

    /// Who is rung, and how long, stands in the group alone.
    fn of_group(
        node: &Node,
        fields: Fields<'_>,
        around: &Surroundings<'_>,
        mistakes: &mut Mistakes<'_>,
    ) -> Option<Self> {
        fields.finish(mistakes);
        Some(Self::group(around.groups.find(node, mistakes)?))
    }

    pub(crate) fn group(group: Arc<Group>) -> Self {
        Self {
            extensions: Vec::new(),
            external: None,
            timeout: group.ring_time(),
            media: MediaPath::default(),
            group: Some(group),
        }
    }

    pub(super) fn op(&self, facts: &Facts) -> Op {
        if let Some(group) = &self.group {
            return Op::Hunt(Arc::clone(group));
        }
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
            media: self.media,
        }
    }

    /// It rings this user, of whose own number the route is.
    pub(crate) fn rings(&self, number: &str) -> bool {
        if let Some(group) = &self.group {
            return group
                .members
                .iter()
                .any(|member| member.extension.as_str() == number);
        }
        (self.extensions.is_empty() && self.external.is_none())
            || self
                .extensions
                .iter()
                .any(|extension| extension.as_str() == number)
    }
}

fn media(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<MediaPath> {
    let word = node.text("relay or direct", mistakes)?;
    let found = MediaPath::NAMED.into_iter().find(|(known, _)| *known == word);
    if found.is_none() {
        let message = format!("audio cannot go by `{word}`");
        let complaint = Complaint::new("unknown-media", node.span, message);
        let names = MediaPath::NAMED.map(|(known, _)| known);
        mistakes.add(complaint.did_you_mean(mistakes.nearest(word, names), || {
            String::from("write relay or direct")
        }));
    }
    found.map(|(_, path)| path)
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
        match (Extension::read(node, around.context, mistakes), &mut all) {
            (Some(extension), Some(all)) => all.push(extension),
            (Some(_), None) => {}
            (None, _) => all = None,
        }
    }
    all
}
