//! `unsafe` stands only in the files named here, each use under a SAFETY note.

use crate::source::{code_only, words};
use crate::tree::{Finding, Tree, assert_none, places};

/// Where the kernel is called in ways that `std` does not offer.
const ALLOWED: [&str; 4] = [
    "media/src/worker/batch.rs",
    "media/src/worker/cores.rs",
    "media/src/worker/poller.rs",
    "media/tests/no_allocation.rs",
];
/// How far above its `unsafe` a SAFETY note may start.
const NOTE_LINES_MAX: usize = 6;

fn check(tree: &Tree, allowed: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust() {
        let lines: Vec<&str> = text.lines().collect();
        for (line, _) in words(&code_only(text), "unsafe") {
            let noted = lines[line.saturating_sub(NOTE_LINES_MAX + 1)..line]
                .iter()
                .any(|above| above.contains("SAFETY"));
            if !allowed.contains(&path) {
                findings.push(Finding::new(
                    path,
                    line,
                    "`unsafe` outside the files that may use it",
                ));
            } else if !noted {
                findings.push(Finding::new(path, line, "`unsafe` without a SAFETY note above"));
            }
        }
    }
    let unused = allowed
        .iter()
        .filter(|path| !tree.text(path).is_some_and(|text| text.contains("unsafe")));
    findings.extend(
        unused.map(|path| Finding::new(path, 0, "may use `unsafe` and does not: take it off the list")),
    );
    findings
}

#[test]
fn unsafe_code_stands_only_where_it_may_and_says_why() {
    assert_none(&check(&Tree::project(), &ALLOWED));
}

#[test]
fn unsafe_elsewhere_or_without_a_note_is_found() {
    let tree = Tree::of(&[
        ("a.rs", "fn a() { unsafe { b() } }"),
        (
            "m.rs",
            "// SAFETY: `c` has no state.\nunsafe { c() }\n\n\n\n\n\n\nunsafe { d() }",
        ),
        ("z.rs", "#![deny(unsafe_code)] // no unsafe"),
    ]);
    assert_eq!(
        places(&check(&tree, &["m.rs", "gone.rs"])),
        ["a.rs:1", "m.rs:9", "gone.rs:0"]
    );
}
