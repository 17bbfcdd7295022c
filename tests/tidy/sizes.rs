//! No file of code is longer than 500 lines (functions are measured by clippy's `too_many_lines`).

use crate::tree::{Finding, Tree, assert_none, places};

const LINES_MAX: usize = 500;
const KINDS: [&str; 4] = [".rs", ".ts", ".tsx", ".css"];

fn check(tree: &Tree) -> Vec<Finding> {
    tree.iter()
        .filter(|(path, _)| KINDS.iter().any(|kind| path.ends_with(kind)))
        .map(|(path, text)| (path, text.lines().count()))
        .filter(|(_, lines)| *lines > LINES_MAX)
        .map(|(path, lines)| {
            Finding::new(
                path,
                lines,
                format!("{lines} lines, {LINES_MAX} is the most: split it by a noun or verb"),
            )
        })
        .collect()
}

#[test]
fn no_file_is_too_long() {
    assert_none(&check(&Tree::project()));
}

#[test]
fn a_file_of_501_lines_is_found() {
    let (fits, too_long) = ("\n".repeat(500), "\n".repeat(501));
    let tree = Tree::of(&[("a.rs", &fits), ("b.rs", &too_long), ("c.md", &too_long)]);
    assert_eq!(places(&check(&tree)), ["b.rs:501"]);
}
