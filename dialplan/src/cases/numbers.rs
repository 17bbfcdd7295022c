//! Whose phones a test speaks of.

use yaml::{Key, Mistakes, Node, Scalar, Value};

use crate::compile::Context;

/// One number or a list of them.
pub(super) fn each(node: &Node) -> &[Node] {
    match &node.value {
        Value::List(items) => items,
        Value::Scalar(_) | Value::Map(_) => std::slice::from_ref(node),
    }
}

/// The key of a map, to be read as a number.
pub(super) fn key(key: &Key) -> Node {
    Node {
        span: key.span,
        value: Value::Scalar(Scalar {
            text: key.name.clone(),
            quoted: true,
        }),
    }
}

/// A user's extension; where there are trunks, any number outside too.
pub(super) fn somebody(node: &Node, context: &Context<'_>, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let number = node.number_text(mistakes)?;
    let outside = number
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '+' | '*' | '#'));
    if context.extensions.contains(number) || (outside && !context.trunks.is_empty()) {
        return Some(number.to_owned());
    }
    unknown(node, number, context, mistakes);
    None
}

/// A user's extension.
pub(super) fn user(node: &Node, context: &Context<'_>, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let number = node.number_text(mistakes)?;
    if context.extensions.contains(number) {
        return Some(number.to_owned());
    }
    unknown(node, number, context, mistakes);
    None
}

fn unknown(node: &Node, number: &str, context: &Context<'_>, mistakes: &mut Mistakes<'_>) {
    let known = context.extensions.iter().map(String::as_str);
    let help = mistakes.nearest(number, known).map_or_else(
        || String::from("add the user, or name another"),
        |known| format!("did you mean \"{known}\"?"),
    );
    let message = format!("no user has the extension \"{number}\"");
    mistakes.say("unknown-extension", node.span, message, help);
}
