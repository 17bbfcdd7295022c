//! The number of a user.

use std::fmt;

use yaml::{Mistakes, Node};

use crate::compile::Context;

/// A number that rings a user's phones; the compiler has seen that the user exists.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Extension(String);

impl Extension {
    pub(crate) fn new(number: &str) -> Self {
        Self(number.to_owned())
    }

    /// Reads the number of somebody who exists.
    pub(crate) fn read(node: &Node, context: &Context<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let number = node.number_text(mistakes)?;
        if context.extensions.contains(number) {
            return Some(Self::new(number));
        }
        let known = context.extensions.iter().map(String::as_str);
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

    /// The number as it is dialled.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Extension> for String {
    fn from(extension: Extension) -> Self {
        extension.0
    }
}

impl fmt::Display for Extension {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
