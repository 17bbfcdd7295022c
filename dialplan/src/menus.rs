//! The section `menus`: what callers choose from by keys.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use yaml::{Complaint, Fields, Mistakes, Node, Span, Value};

use crate::compile::Context;
use crate::conferences::Conferences;
use crate::graph::Block;
use crate::groups::Groups;
use crate::hours::{Hours, Named};
use crate::limits::{
    FIRST_KEY_DEFAULT, KEY_CHARS_MAX, KEY_TIME, MENUS_MAX, NEXT_KEY_DEFAULT, TRIES, TRIES_DEFAULT,
};
use crate::menu::Menu;
use crate::prompts::Prompts;
use crate::route::Surroundings;
use crate::steps;

/// The menus of all files by name, before what is in them is read: each may lead to each.
#[derive(Debug, Default)]
pub(crate) struct Menus<'n> {
    by_name: BTreeMap<&'n str, usize>,
    written: Vec<(Span, &'n Node)>,
}

impl<'n> Menus<'n> {
    /// Finds the names in one file's section.
    pub(crate) fn find(&mut self, node: &'n Node, mistakes: &mut Mistakes<'_>) {
        let Value::Map(entries) = &node.value else {
            let message = format!(
                "`menus` is a map of names and menus, but here stands {}",
                node.kind()
            );
            mistakes.say(
                "wrong-type",
                node.span,
                message,
                "write it as `main: {prompt: …, keys: …}` lines",
            );
            return;
        };
        if self.written.len() + entries.len() > MENUS_MAX {
            let help = format!("at most {MENUS_MAX} are allowed");
            mistakes.say("too-many", node.span, "these are too many menus", help);
            return;
        }
        for entry in entries {
            let (name, span) = (entry.key.name.as_str(), entry.key.span);
            let first = self.by_name.get(name).and_then(|index| self.written.get(*index));
            if let Some((first, _)) = first {
                let message = format!("the menu `{name}` is defined twice");
                let help = format!(
                    "it is already defined in {}:{}",
                    mistakes.name(*first),
                    first.line
                );
                mistakes.say("duplicate-menu", span, message, help);
                continue;
            }
            self.by_name.insert(name, self.written.len());
            self.written.push((span, &entry.value));
        }
    }

    pub(crate) fn count(&self) -> usize {
        self.written.len()
    }

    pub(crate) fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_name.keys().copied()
    }

    /// Reads them all, in the order of their places. What cannot be read is left out: it is a mistake.
    pub(crate) fn read(
        &self,
        context: &Context<'_>,
        (prompts, hours, conferences, groups): (&Prompts, &Named<Hours>, &Conferences, &Groups),
        mistakes: &mut Mistakes<'_>,
    ) -> Vec<Arc<Menu>> {
        let around = Surroundings {
            context,
            prompts,
            menus: self,
            hours,
            conferences,
            groups,
            numbers: Vec::new(),
            many: false,
            in_menu: true,
        };
        let read = self
            .written
            .iter()
            .filter_map(|(span, node)| menu(*span, node, &around, mistakes));
        read.map(Arc::new).collect()
    }
}

fn menu(at: Span, node: &Node, around: &Surroundings<'_>, mistakes: &mut Mistakes<'_>) -> Option<Menu> {
    let mut fields = node.fields("a menu", mistakes)?;
    let prompt = prompt("prompt", &mut fields, around, mistakes);
    let invalid_prompt = self::prompt("invalid_prompt", &mut fields, around, mistakes);
    let timeout_prompt = self::prompt("timeout_prompt", &mut fields, around, mistakes);
    let extensions = dialled(&mut fields, around, mistakes);
    let keys = fields.take("keys", mistakes);
    let keys = match keys {
        Some(node) => keys_of(node, extensions.as_deref(), around, mistakes),
        None if extensions.as_ref().is_some_and(|all| all.is_empty()) => {
            let help = "add `keys: {\"1\": {ring: {extension: \"101\"}}}`, or `extensions: true`";
            mistakes.say("no-keys", at, "nothing can be chosen in this menu", help);
            None
        }
        None => Some(BTreeMap::new()),
    };
    let barge_in = fields.flag("barge_in", true, mistakes);
    let first_key = match fields.take("first_key", mistakes) {
        Some(node) => node.duration(KEY_TIME, mistakes),
        None => Some(FIRST_KEY_DEFAULT),
    };
    let next_key = match fields.take("next_key", mistakes) {
        Some(node) => node.duration(KEY_TIME, mistakes),
        None => Some(NEXT_KEY_DEFAULT),
    };
    let tries = match fields.take("tries", mistakes) {
        Some(node) => node
            .count(TRIES, mistakes)
            .and_then(|tries| usize::try_from(tries).ok()),
        None => Some(TRIES_DEFAULT),
    };
    let timeout = steps::optional("timeout", &mut fields, around, mistakes);
    let invalid = steps::optional("invalid", &mut fields, around, mistakes);
    fields.finish(mistakes);
    let (keys, extensions) = (keys?, extensions?);
    let answers = keys.keys().chain(extensions.iter()).cloned().collect();
    Some(Menu {
        prompt: prompt?,
        invalid_prompt: invalid_prompt?,
        timeout_prompt: timeout_prompt?,
        keys,
        extensions,
        answers: Arc::new(answers),
        barge_in: barge_in?,
        first_key: first_key?,
        next_key: next_key?,
        tries: tries?,
        timeout: timeout?,
        invalid: invalid?,
    })
}

/// `Some(None)`: none is wanted.
fn prompt(
    name: &'static str,
    fields: &mut Fields<'_>,
    around: &Surroundings<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Option<String>> {
    match fields.take(name, mistakes) {
        Some(node) => around
            .prompts
            .find(node, mistakes)
            .map(|path| Some(path.to_owned())),
        None => Some(None),
    }
}

/// The users whose numbers callers may dial in the menu.
fn dialled(
    fields: &mut Fields<'_>,
    around: &Surroundings<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Arc<BTreeSet<String>>> {
    let wanted = fields.flag("extensions", false, mistakes)?;
    let all = wanted.then(|| around.context.extensions.clone());
    Some(Arc::new(all.unwrap_or_default()))
}

fn keys_of(
    node: &Node,
    extensions: Option<&BTreeSet<String>>,
    around: &Surroundings<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<BTreeMap<String, Block>> {
    let Value::Map(entries) = &node.value else {
        let message = format!(
            "`keys` is a map of keys and steps, but here stands {}",
            node.kind()
        );
        mistakes.say(
            "wrong-type",
            node.span,
            message,
            "write it as `\"1\": {ring: {extension: \"101\"}}` lines",
        );
        return None;
    };
    let mut keys = Some(BTreeMap::new());
    let mut places: BTreeMap<&str, Span> = BTreeMap::new();
    for entry in entries {
        let (name, span) = (entry.key.name.as_str(), entry.key.span);
        let is_key = is_key(name, span, mistakes);
        let block = steps::branch(&entry.value, around, mistakes);
        if is_key {
            unambiguous(name, span, &places, extensions, mistakes);
            places.insert(name, span);
        }
        match (block.filter(|_| is_key), &mut keys) {
            (Some(block), Some(keys)) => _ = keys.insert(name.to_owned(), block),
            _ => keys = None,
        }
    }
    keys
}

fn is_key(name: &str, span: Span, mistakes: &mut Mistakes<'_>) -> bool {
    let can_be_pressed = |c: char| c.is_ascii_digit() || matches!(c, '*' | '#');
    let is_key = (1..=KEY_CHARS_MAX).contains(&name.len()) && name.chars().all(can_be_pressed);
    if !is_key {
        let message = format!("`{name}` cannot be pressed");
        let help = format!("a choice is 1 to {KEY_CHARS_MAX} of the keys 0-9, * and #");
        mistakes.say("bad-key", span, message, help);
    }
    is_key
}

/// Who presses a key that begins another choice would have to wait.
fn unambiguous(
    name: &str,
    span: Span,
    others: &BTreeMap<&str, Span>,
    extensions: Option<&BTreeSet<String>>,
    mistakes: &mut Mistakes<'_>,
) {
    let clash = others
        .keys()
        .find(|other| other.starts_with(name) || name.starts_with(**other));
    if let Some(other) = clash {
        let message = format!("the choices `{other}` and `{name}` begin alike");
        let help = "whoever presses the shorter one would have to wait: give one of them another key";
        mistakes.say("ambiguous-key", span, message, help);
    }
    if extensions.is_some_and(|extensions| extensions.contains(name)) {
        let message = format!("the choice `{name}` is also the extension of a user who can be dialled here");
        let help = "give it another key, or leave out `extensions: true`";
        mistakes.add(Complaint::new("ambiguous-key", span, message).help(help));
    }
}
