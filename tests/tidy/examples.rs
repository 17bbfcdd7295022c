//! No example is dead: each folder is read by a test or by `make run`, each file in it by its settings.

use crate::tree::{Finding, Tree, assert_none, places};

const SETTINGS: &str = "softswitch.yaml";

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, _) in tree
        .iter()
        .filter(|(path, _)| path.starts_with("examples/") && path.ends_with(".yaml"))
    {
        let Some((folder, file)) = path.rsplit_once('/') else {
            continue;
        };
        let settings = format!("{folder}/{SETTINGS}");
        if file != SETTINGS && !tree.text(&settings).is_some_and(|text| text.contains(file)) {
            findings.push(Finding::new(
                path,
                0,
                format!("no {SETTINGS} beside it names this file"),
            ));
        }
        if !tree
            .rust()
            .any(|(test, text)| !test.starts_with("tests/tidy/") && text.contains(folder))
        {
            findings.push(Finding::new(path, 0, format!("no test reads {folder}")));
        }
    }
    findings
}

#[test]
fn every_example_is_used() {
    assert_none(&check(&Tree::project()));
}

#[test]
fn a_dead_example_is_found() {
    let tree = Tree::of(&[
        ("examples/a/softswitch.yaml", "dialplan: plan.yaml"),
        ("examples/a/plan.yaml", ""),
        ("examples/a/old.yaml", ""),
        ("examples/b/softswitch.yaml", ""),
        ("dialplan/tests/example.rs", "load(\"../examples/a\")"),
    ]);
    assert_eq!(
        places(&check(&tree)),
        ["examples/a/old.yaml:0", "examples/b/softswitch.yaml:0"]
    );
}
