//! `caller_id`: the numbers that people outside see.

use std::collections::BTreeMap;

use yaml::{Mistakes, Node, Value};

use super::numbers;

const EXTENSIONS_MAX: usize = 10_000;

/// The number that stands for a caller of ours.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CallerId {
    /// For everyone who has none of their own.
    pub number: Option<String>,
    /// By extension.
    pub extensions: BTreeMap<String, String>,
}

impl CallerId {
    /// The number that people outside see of an extension, in E.164.
    #[must_use]
    pub fn of(&self, extension: &str) -> Option<&str> {
        self.extensions
            .get(extension)
            .or(self.number.as_ref())
            .map(String::as_str)
    }

    /// `{number: "+4930123450", extensions: {"101": "+4930123451"}}`.
    pub(super) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let mut fields = node.fields("`caller_id`", mistakes)?;
        let number = match fields.take("number", mistakes) {
            Some(node) => numbers::e164(node, mistakes).map(Some),
            None => Some(None),
        };
        let extensions = match fields.take("extensions", mistakes) {
            Some(node) => by_extension(node, mistakes),
            None => Some(BTreeMap::new()),
        };
        fields.finish(mistakes);
        Some(Self {
            number: number?,
            extensions: extensions?,
        })
    }
}

fn by_extension(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<BTreeMap<String, String>> {
    let Value::Map(entries) = &node.value else {
        let help = "write {\"101\": \"+4930123451\"}";
        let message = "`extensions` is a map of extensions to their numbers";
        mistakes.say("bad-caller-id", node.span, message, help);
        return None;
    };
    if entries.len() > EXTENSIONS_MAX {
        let message = format!("{} extensions are too many", entries.len());
        mistakes.say(
            "bad-count",
            node.span,
            message,
            format!("write at most {EXTENSIONS_MAX}"),
        );
        return None;
    }
    let read: Vec<_> = entries
        .iter()
        .map(|entry| Some((entry.key.name.clone(), numbers::e164(&entry.value, mistakes)?)))
        .collect();
    read.into_iter().collect()
}
