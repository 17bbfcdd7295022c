//! Passwords: given in the file, or fetched from a variable or a file of their own.

use std::fmt;

use yaml::{Mistakes, Node, Value};

use crate::settings::Office;

const CHARS_MAX: usize = 128;

/// A password; it is not printed by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The password itself, for who needs it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// `password`, `{env: NAME}` or `{file: PATH}`.
    pub(crate) fn read(node: &Node, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let text = match &node.value {
            Value::Scalar(_) => {
                mistakes.conceal(node.span);
                node.text("a password", mistakes)?.to_owned()
            }
            Value::Map(_) | Value::List(_) => fetch(node, office, mistakes)?,
        };
        let chars = text.chars().count();
        if !(1..=CHARS_MAX).contains(&chars) || text.chars().any(char::is_control) {
            let message = format!("a password has 1 to {CHARS_MAX} characters, and no control characters");
            mistakes.say("bad-password", node.span, message, "choose another one");
            return None;
        }
        Some(Self(text))
    }
}

fn fetch(node: &Node, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let mut fields = node.fields("a password from elsewhere", mistakes)?;
    let variable = fields.take("env", mistakes);
    let file = fields.take("file", mistakes);
    fields.finish(mistakes);
    match (variable, file) {
        (Some(variable), None) => {
            let name = variable.text("the name of a variable", mistakes)?;
            let found = office.outside.variable(name);
            if found.is_none() {
                let message = format!("the environment has no variable `{name}`");
                mistakes.say(
                    "unset-variable",
                    variable.span,
                    message,
                    "set it for the process that reads these settings",
                );
            }
            found
        }
        (None, Some(file)) => {
            let path = office.dir.join(file.text("a path", mistakes)?);
            match office.outside.file(&path) {
                Ok(text) => Some(text.trim_end_matches(['\r', '\n']).to_owned()),
                Err(error) => {
                    let message = format!("the file of this password cannot be read: {error}");
                    mistakes.say(
                        "unreadable-secret",
                        file.span,
                        message,
                        format!("check {}", path.display()),
                    );
                    None
                }
            }
        }
        _ => {
            let help = "write one of {env: NAME} and {file: PATH}, or the password itself";
            mistakes.say("bad-password", node.span, "where is this password?", help);
            None
        }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}
