//! `events`: what can be watched as one, and who may tell of voice messages.

use std::collections::BTreeMap;

use yaml::{Entry, Mistakes, Node, Value};

use crate::users;

const LISTS_MAX: usize = 100;
const MEMBERS_MAX: usize = 64;
const NAME_CHARS_MAX: usize = 32;

/// What can be watched as one, and who may tell of voice messages.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Events {
    /// Lists of lamps (RFC 4662): the name that is subscribed to, and its extensions.
    pub lists: BTreeMap<String, Vec<String>>,
    /// Extensions of voicemail systems: they may publish how many messages wait for anybody.
    pub voicemail: Vec<String>,
}

impl Events {
    pub(crate) fn read(node: Option<&Node>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let Some(node) = node else {
            return Some(Self::default());
        };
        let mut fields = node.fields("`events`", mistakes)?;
        let lists = match fields.take("lists", mistakes) {
            Some(node) => lists(node, mistakes),
            None => Some(BTreeMap::new()),
        };
        let voicemail = match fields.take("voicemail", mistakes) {
            Some(node) => extensions("`voicemail`", node, mistakes),
            None => Some(Vec::new()),
        };
        fields.finish(mistakes);
        Some(Self {
            lists: lists?,
            voicemail: voicemail?,
        })
    }
}

fn lists(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<BTreeMap<String, Vec<String>>> {
    let Value::Map(entries) = &node.value else {
        let message = format!(
            "`lists` is a map of names and extensions, but here stands {}",
            node.kind()
        );
        mistakes.say(
            "wrong-type",
            node.span,
            message,
            "write it as `reception: [\"101\", \"102\"]` lines",
        );
        return None;
    };
    if entries.len() > LISTS_MAX {
        let message = format!("{} lists are too many", entries.len());
        mistakes.say(
            "bad-count",
            node.span,
            message,
            format!("name at most {LISTS_MAX}"),
        );
        return None;
    }
    let mut lists = BTreeMap::new();
    for Entry { key, value } in entries {
        if !is_list_name(&key.name) {
            let message = format!("`{}` is not a name for a list", key.name);
            let help =
                format!("start with a letter; letters, digits, - and _ follow, {NAME_CHARS_MAX} at most");
            mistakes.say("bad-list-name", key.span, message, help);
            continue;
        }
        if let Some(members) = extensions(&format!("the list `{}`", key.name), value, mistakes) {
            lists.insert(key.name.clone(), members);
        }
    }
    Some(lists)
}

/// It cannot be an extension: those are digits.
fn is_list_name(name: &str) -> bool {
    let is_allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.len() <= NAME_CHARS_MAX
        && name.chars().all(is_allowed)
}

fn extensions(what: &str, node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Vec<String>> {
    let items = node.items(what, mistakes)?;
    if items.is_empty() || items.len() > MEMBERS_MAX {
        let message = format!("{} extensions in {what}", items.len());
        mistakes.say(
            "bad-count",
            node.span,
            message,
            format!("name 1 to {MEMBERS_MAX}"),
        );
        return None;
    }
    items
        .iter()
        .map(|item| users::extension(item, mistakes))
        .collect()
}
