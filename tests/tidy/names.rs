//! Files and folders are named by what they are about.

use crate::tree::{Finding, Tree, assert_none, places};

const EMPTY_WORDS: [&str; 10] = [
    "utils", "util", "common", "helpers", "helper", "manager", "managers", "misc", "stuff", "shared",
];

fn check(tree: &Tree) -> Vec<Finding> {
    tree.iter()
        .filter(|(path, _)| {
            path.split(['/', '.', '_', '-'])
                .any(|word| EMPTY_WORDS.contains(&word))
        })
        .map(|(path, _)| Finding::new(path, 0, "the name says nothing: use a noun or verb of the domain"))
        .collect()
}

#[test]
fn names_say_something() {
    assert_none(&check(&Tree::project()));
}

#[test]
fn empty_names_are_found() {
    let tree = Tree::of(&[
        ("a/src/utils.rs", ""),
        ("a/src/call_manager/b.rs", ""),
        ("a/src/commonality.rs", ""),
    ]);
    assert_eq!(
        places(&check(&tree)),
        ["a/src/call_manager/b.rs:0", "a/src/utils.rs:0"]
    );
}
