//! One word of a few.

use yaml::{Complaint, Mistakes, Node};

/// Reads one of the words.
pub(crate) fn read<T: Copy>(
    node: &Node,
    words: &[(&'static str, T)],
    mistakes: &mut Mistakes<'_>,
) -> Option<T> {
    let names = || words.iter().map(|(word, _)| *word);
    let all = names().collect::<Vec<_>>().join(", ");
    let text = node.text(&format!("one of {all}"), mistakes)?;
    let found = words.iter().find(|(word, _)| *word == text);
    if found.is_none() {
        let complaint = Complaint::new("unknown-word", node.span, format!("`{text}` is not known here"));
        let otherwise = || format!("write one of {all}");
        mistakes.add(complaint.did_you_mean(mistakes.nearest(text, names()), otherwise));
    }
    found.map(|(_, meaning)| *meaning)
}
