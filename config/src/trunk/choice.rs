//! One word of several, and one value or a list of them.

use yaml::{Complaint, Mistakes, Node, Value};

/// The value that a word stands for.
pub(crate) fn word<T: Copy>(
    node: &Node,
    words: &[(&'static str, T)],
    mistakes: &mut Mistakes<'_>,
) -> Option<T> {
    let names: Vec<_> = words.iter().map(|(name, _)| *name).collect();
    let text = node.text(&format!("one of {}", names.join(", ")), mistakes)?;
    let found = words.iter().find(|(name, _)| *name == text);
    if found.is_none() {
        let complaint = Complaint::new("unknown-word", node.span, format!("`{text}` is not known here"));
        mistakes.add(
            complaint.did_you_mean(mistakes.nearest(text, names.iter().copied()), || {
                format!("write one of {}", names.join(", "))
            }),
        );
    }
    found.map(|(_, value)| *value)
}

/// `true` or `false`.
pub(crate) fn flag(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<bool> {
    word(node, &[("true", true), ("false", false)], mistakes)
}

/// A list's items, or the one value that stands instead of a list; from one to `most`.
pub(crate) fn one_or_more<'n>(
    node: &'n Node,
    most: usize,
    mistakes: &mut Mistakes<'_>,
) -> Option<&'n [Node]> {
    let items = match &node.value {
        Value::List(items) => items.as_slice(),
        Value::Scalar(_) | Value::Map(_) => std::slice::from_ref(node),
    };
    if (1..=most).contains(&items.len()) {
        return Some(items);
    }
    let message = format!("here are {} of them", items.len());
    mistakes.say("bad-count", node.span, message, format!("write 1 to {most}"));
    None
}

/// Reads each; what is wrong with one does not hide what is wrong with the next.
pub(crate) fn each<'n, T>(
    items: &'n [Node],
    mistakes: &mut Mistakes<'_>,
    read: impl Fn(&'n Node, &mut Mistakes<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let read: Vec<Option<T>> = items.iter().map(|item| read(item, mistakes)).collect();
    read.into_iter().collect()
}

/// What is read if the key is there; the default if it is not. `None`: it is there and wrong.
pub(crate) fn or_default<T: Default>(
    node: Option<&Node>,
    read: impl FnOnce(&Node) -> Option<T>,
) -> Option<T> {
    node.map_or_else(|| Some(T::default()), read)
}
