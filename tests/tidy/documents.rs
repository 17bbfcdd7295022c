//! The documents speak only of files and tests that exist.

use crate::source::{code_only, words};
use crate::table::{code_spans, rows};
use crate::tree::{Finding, Tree, assert_none, places};

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = rfc_rows(tree);
    findings.extend(limits(tree));
    for (path, text) in tree.iter().filter(|(path, _)| path.ends_with(".md")) {
        findings.extend(links(tree, path, text));
    }
    findings
}

/// `RFC.md`: `| section | file… | test file: test… |`, every file there, every test a function in its file.
/// "Below `folder`:" under a heading shortens the paths that follow.
fn rfc_rows(tree: &Tree) -> Vec<Finding> {
    const PAGE: &str = "RFC.md";
    let page = tree.text(PAGE).unwrap_or_default();
    let mut findings = Vec::new();
    for row in rows(page, "section") {
        let [_, files, tests] = row.cells.as_slice() else {
            findings.push(Finding::new(PAGE, row.line, "a row is: section, file, test"));
            continue;
        };
        let below = folder_above(page, row.line);
        let files: Vec<String> = code_spans(files)
            .iter()
            .map(|file| format!("{below}{file}"))
            .collect();
        let tests = code_spans(tests);
        let mut in_file = None;
        for name in &tests {
            if name.ends_with(".rs") {
                in_file = Some(format!("{below}{name}"));
            } else if !in_file.as_ref().is_some_and(|file| has_test(tree, file, name)) {
                let file = in_file.as_deref().unwrap_or("?");
                findings.push(Finding::new(
                    PAGE,
                    row.line,
                    format!("no test `{name}` in `{file}`"),
                ));
            }
        }
        let missing = files
            .iter()
            .chain(in_file.iter())
            .filter(|file| !tree.has_file_or_folder(file));
        findings.extend(missing.map(|file| Finding::new(PAGE, row.line, format!("there is no `{file}`"))));
        if files.is_empty() || tests.len() < 2 {
            findings.push(Finding::new(
                PAGE,
                row.line,
                "a section is served by a file and proved by a test",
            ));
        }
    }
    findings
}

/// The folder that the nearest heading above a line sets for its table, with its `/`; else nothing.
fn folder_above(page: &str, line: usize) -> String {
    let above: Vec<&str> = page.lines().take(line).collect();
    let section = above.iter().rev().take_while(|line| !line.starts_with('#'));
    let below = section.filter_map(|line| line.strip_prefix("Below ")).next();
    below
        .and_then(|line| code_spans(line).first().map(|folder| format!("{folder}/")))
        .unwrap_or_default()
}

fn has_test(tree: &Tree, file: &str, name: &str) -> bool {
    let code = code_only(tree.text(file).unwrap_or_default());
    words(&code, &format!("fn {name}")).next().is_some()
}

/// `ARCHITECTURE.md`: `| limit | value | where | reaction |`, every constant there, in the file that the row names.
fn limits(tree: &Tree) -> Vec<Finding> {
    const PAGE: &str = "ARCHITECTURE.md";
    rows(tree.text(PAGE).unwrap_or_default(), "limit")
        .into_iter()
        .filter_map(|row| {
            let place = |index: usize| {
                row.cells
                    .get(index)
                    .and_then(|cell| code_spans(cell).first().copied())
            };
            let (constant, file) = (place(0).unwrap_or("?"), place(2).unwrap_or("?"));
            let there = words(tree.text(file).unwrap_or_default(), constant)
                .next()
                .is_some();
            (!there).then(|| Finding::new(PAGE, row.line, format!("no `{constant}` in `{file}`")))
        })
        .collect()
}

/// Relative links `[…](target)` lead to files of the project.
fn links(tree: &Tree, path: &str, text: &str) -> Vec<Finding> {
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut findings = Vec::new();
    for (index, line) in text.lines().enumerate() {
        for target in line.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            if !file.is_empty() && !file.contains(':') && !tree.has_file_or_folder(&resolved(folder, file)) {
                findings.push(Finding::new(
                    path,
                    index + 1,
                    format!("the link leads nowhere: {target}"),
                ));
            }
        }
    }
    findings
}

fn resolved(folder: &str, target: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[test]
fn documents_speak_of_what_exists() {
    assert_none(&check(&Tree::project()));
}

#[test]
fn rows_and_links_that_lead_nowhere_are_found() {
    let rfc = "| section | file | test |\n|---|---|---|\n\
        | §1 | `a/src/x.rs` | `a/src/x/tests.rs`: `doubles` |\n\
        | §2 | `a/src/gone.rs` | `a/src/x/tests.rs`: `doubles` |\n\
        | §3 | `a/src/x.rs` | `a/src/x/tests.rs`: `halves` |\n\
        | §4 | `a/src/x.rs` | |\n\
        # A\nBelow `a/src`:\n\n| section | file | test |\n|---|---|---|\n\
        | §5 | `x.rs` | `x/tests.rs`: `doubles` |\n\
        | §6 | `a/src/x.rs` | `x/tests.rs`: `doubles` |\n";
    let limits =
        "| limit | value | where | reaction |\n|---|---|---|---|\n| `X_MAX` | 1 | `a/src/x/tests.rs` | |";
    let tree = Tree::of(&[
        ("RFC.md", rfc),
        ("ARCHITECTURE.md", limits),
        ("a/src/x.rs", ""),
        ("a/src/x/tests.rs", "#[test]\nfn doubles() {}\n// fn halves() {}"),
        (
            "docs/adr/1.md",
            "[up](../../RFC.md#a) [out](https://example.org)\n[gone](2.md)",
        ),
    ]);
    assert_eq!(
        places(&check(&tree)),
        [
            "RFC.md:4",
            "RFC.md:5",
            "RFC.md:6",
            "RFC.md:13",
            "ARCHITECTURE.md:3",
            "docs/adr/1.md:2"
        ]
    );
}
