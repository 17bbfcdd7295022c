//! Which crate of the workspace may depend on which: the table "crate" in `ARCHITECTURE.md`.

use crate::table::{code_spans, rows};
use crate::tree::{Finding, Tree, assert_none, places};

const PAGE: &str = "ARCHITECTURE.md";

/// What a crate's row says it may import.
enum May<'a> {
    Import(Vec<&'a str>),
    /// The row says "anything": a crate of tests.
    ImportAll,
}

fn layers(tree: &Tree) -> Vec<(&str, May<'_>)> {
    let page = tree.text(PAGE).unwrap_or_default();
    rows(page, "crate")
        .into_iter()
        .filter_map(|row| {
            let name = *code_spans(row.cells.first()?).first()?;
            let imports = row.cells.get(1)?;
            let may = match *imports {
                "anything" => May::ImportAll,
                cell => May::Import(code_spans(cell)),
            };
            Some((name, may))
        })
        .collect()
}

fn check(tree: &Tree) -> Vec<Finding> {
    let layers = layers(tree);
    let mut findings = Vec::new();
    for member in members(tree) {
        let path = format!("{member}/Cargo.toml");
        let Some((_, may)) = layers.iter().find(|(name, _)| *name == member) else {
            findings.push(Finding::new(
                PAGE,
                0,
                format!("the table of crates has no row for `{member}`"),
            ));
            continue;
        };
        for dependency in dependencies(tree, &path) {
            let known = layers.iter().find(|(name, _)| *name == dependency);
            let allowed = match (may, known) {
                (_, None) | (May::ImportAll, Some(_)) => true,
                (May::Import(_), Some((_, May::ImportAll))) => false,
                (May::Import(names), Some(_)) => names.contains(&dependency.as_str()),
            };
            if !allowed {
                findings.push(Finding::new(
                    &path,
                    0,
                    format!("`{member}` may not import `{dependency}` ({PAGE})"),
                ));
            }
        }
    }
    findings
}

pub(crate) fn members(tree: &Tree) -> Vec<String> {
    let root = manifest(tree, "Cargo.toml");
    let list = root
        .get("workspace")
        .and_then(|workspace| workspace.get("members"))
        .and_then(toml::Value::as_array);
    list.into_iter()
        .flatten()
        .filter_map(toml::Value::as_str)
        .map(str::to_owned)
        .collect()
}

pub(crate) fn manifest(tree: &Tree, path: &str) -> toml::Table {
    let text = tree.text(path).unwrap_or_else(|| panic!("{path} is missing"));
    text.parse().unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The names in all three dependency tables of a manifest.
pub(crate) fn dependencies(tree: &Tree, path: &str) -> Vec<String> {
    let manifest = manifest(tree, path);
    ["dependencies", "dev-dependencies", "build-dependencies"]
        .iter()
        .filter_map(|table| manifest.get(*table)?.as_table())
        .flat_map(|table| table.keys().cloned())
        .collect()
}

#[test]
fn crates_import_only_what_the_architecture_allows() {
    assert_none(&check(&Tree::project()));
}

#[test]
fn a_forbidden_import_and_a_missing_row_are_found() {
    let tree = Tree::of(&[
        (
            "Cargo.toml",
            "[workspace]\nmembers = [\"leaf\", \"program\", \"checks\", \"new\"]",
        ),
        (
            PAGE,
            "| crate | may import |\n|---|---|\n| `leaf` | – |\n| `program` | `leaf` |\n| `checks` | anything |\n",
        ),
        (
            "leaf/Cargo.toml",
            "[dependencies]\nserde = \"1\"\nprogram = {}\n[dev-dependencies]\nchecks = {}",
        ),
        (
            "program/Cargo.toml",
            "[dependencies]\nleaf = {}\n[dev-dependencies]\nchecks = {}",
        ),
        ("checks/Cargo.toml", "[dependencies]\nleaf = {}\nprogram = {}"),
        ("new/Cargo.toml", "[dependencies]"),
    ]);
    assert_eq!(
        places(&check(&tree)),
        [
            "leaf/Cargo.toml:0",
            "leaf/Cargo.toml:0",
            "program/Cargo.toml:0",
            "ARCHITECTURE.md:0"
        ]
    );
}
