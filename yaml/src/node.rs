//! What a YAML text says, each value with its place.

use crate::span::Span;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// Where it stands; a collection's place is its first line's.
    pub span: Span,
    /// What it is.
    pub value: Value,
}

/// The three shapes of YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text or number; what it means is decided by who reads it.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A map in the order of the file, each key once.
    Map(Vec<Entry>),
}

/// A text as it is after unquoting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text.
    pub text: String,
    /// It stood in quotes (or in a block), so it can be nothing but text.
    pub quoted: bool,
}

/// A key of a map and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The key.
    pub key: Key,
    /// The value.
    pub value: Node,
}

/// A map's key and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The key's text.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

impl Node {
    /// Nothing, at this place.
    #[must_use]
    pub const fn null(span: Span) -> Self {
        Self {
            span,
            value: Value::Scalar(Scalar {
                text: String::new(),
                quoted: false,
            }),
        }
    }

    /// Nothing: an empty value, `~` or `null`.
    #[must_use]
    pub fn is_null(&self) -> bool {
        match &self.value {
            Value::Scalar(scalar) => {
                !scalar.quoted && matches!(scalar.text.as_str(), "" | "~" | "null" | "Null" | "NULL")
            }
            Value::List(_) | Value::Map(_) => false,
        }
    }

    /// What stands at a path of keys from here.
    #[must_use]
    pub fn at(&self, path: &[&str]) -> Option<&Self> {
        path.iter().try_fold(self, |node, key| match &node.value {
            Value::Map(entries) => entries
                .iter()
                .find(|entry| entry.key.name == *key)
                .map(|entry| &entry.value),
            Value::Scalar(_) | Value::List(_) => None,
        })
    }

    /// What a person would call it: "a list", "nothing", …
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match &self.value {
            Value::Map(_) => "a map of keys",
            Value::List(_) => "a list",
            Value::Scalar(_) if self.is_null() => "nothing",
            Value::Scalar(_) => "a text",
        }
    }
}
