//! `users`: a seed. They are created at start if absent and never overwritten.

use std::collections::HashMap;

use yaml::{Mistakes, Node};

use crate::secret::Secret;
use crate::settings::Office;

const USERS_MAX: usize = 20_000;
const DIGITS_MAX: usize = 15;
const NAME_CHARS_MAX: usize = 100;

/// A user to create at the first start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The number that rings the user's phones, also the name they register with: 1 to 15 digits.
    pub extension: String,
    /// What others see; the extension if the settings do not say.
    pub name: String,
    /// `None`: one is made up and told once.
    pub password: Option<Secret>,
    /// Nobody who watches this user's lamp is shown whom they speak with. Read at each start.
    pub private: bool,
}

pub(crate) fn read(
    node: Option<&Node>,
    office: Office<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<Vec<User>> {
    let Some(node) = node else { return Some(Vec::new()) };
    let items = node.items("`users`", mistakes)?;
    if items.len() > USERS_MAX {
        let message = format!("{} users are too many here", items.len());
        mistakes.say(
            "bad-count",
            node.span,
            message,
            format!("one office has at most {USERS_MAX}; run another switch for the others"),
        );
        return None;
    }
    let mut lines: HashMap<String, usize> = HashMap::new();
    let mut users = Vec::with_capacity(items.len());
    for item in items {
        let Some((user, line)) = user(item, &lines, office, mistakes) else {
            continue;
        };
        lines.insert(user.extension.clone(), line);
        users.push(user);
    }
    Some(users)
}

fn user(
    node: &Node,
    lines: &HashMap<String, usize>,
    office: Office<'_>,
    mistakes: &mut Mistakes<'_>,
) -> Option<(User, usize)> {
    let mut fields = node.fields("a user", mistakes)?;
    let written = fields.need("extension", "\"101\"", mistakes);
    let number = written.and_then(|node| extension(node, mistakes));
    let name = match fields.take("name", mistakes) {
        Some(node) => name(node, mistakes).map(Some),
        None => Some(None),
    };
    let password = match fields.take("password", mistakes) {
        Some(node) => Secret::read(node, office, mistakes).map(Some),
        None => Some(None),
    };
    let private = match fields.take("private", mistakes) {
        Some(node) => flag(node, mistakes),
        None => Some(false),
    };
    fields.finish(mistakes);
    let (extension, span) = (number?, written?.span);
    if let Some(line) = lines.get(&extension) {
        let message = format!("a second user with the extension \"{extension}\"");
        mistakes.say(
            "duplicate-extension",
            span,
            message,
            format!("the first is in line {line}: give one another number"),
        );
    }
    let name = name?.unwrap_or_else(|| extension.clone());
    Some((
        User {
            extension,
            name,
            password: password?,
            private: private?,
        },
        span.line,
    ))
}

pub(crate) fn extension(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let text = node.number_text(mistakes)?;
    if (1..=DIGITS_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.to_owned());
    }
    let message = format!("`{text}` is not an extension");
    mistakes.say(
        "bad-extension",
        node.span,
        message,
        format!("an extension has 1 to {DIGITS_MAX} digits, like \"101\""),
    );
    None
}

fn flag(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<bool> {
    match node.text("true or false", mistakes)? {
        "true" => Some(true),
        "false" => Some(false),
        text => {
            let message = format!("`{text}` is neither true nor false");
            mistakes.say("bad-flag", node.span, message, "write true or false");
            None
        }
    }
}

/// Whether phones and terminals can show it: at most 100 characters, none of them a control character.
#[must_use]
pub fn is_name(text: &str) -> bool {
    text.chars().count() <= NAME_CHARS_MAX && !text.chars().any(char::is_control)
}

fn name(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let text = node.text("a name", mistakes)?;
    if is_name(text) {
        return Some(text.to_owned());
    }
    let message = format!("a name has at most {NAME_CHARS_MAX} characters, and no control characters");
    mistakes.say("bad-name", node.span, message, "shorten it");
    None
}
