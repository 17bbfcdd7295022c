//! Nothing in the project speaks of one developer's machine, and every crate comes from crates.io.

use crate::source::line_of;
use crate::tree::{Finding, Tree, assert_none, places};

/// Tops of paths that exist on some machine only. In two parts so that this file does not find itself.
const TOPS: [(&str, &str); 4] = [("/wo", "rk/"), ("/ro", "ot/"), HOMES[0], HOMES[1]];
/// Those below which a person's name stands.
const HOMES: [(&str, &str); 2] = [("/ho", "me/"), ("/Us", "ers/")];
const CRATES_IO: &str = "registry+https://github.com/rust-lang/crates.io-index";

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.iter() {
        for (start, end) in TOPS {
            let top = format!("{start}{end}");
            let is_home = HOMES.contains(&(start, end));
            let hits = text
                .match_indices(&top)
                .filter(|(at, _)| !follows_a_path(text, *at))
                .filter(|(at, _)| !is_home || starts_with_a_name(&text[at + top.len()..]));
            findings.extend(hits.map(|(at, _)| {
                Finding::new(
                    path,
                    line_of(text, at),
                    format!("`{top}…`: a path of one machine"),
                )
            }));
        }
    }
    findings.extend(sources(tree));
    findings
}

fn follows_a_path(text: &str, at: usize) -> bool {
    text[..at]
        .chars()
        .next_back()
        .is_some_and(|before| before.is_alphanumeric() || "_.-})".contains(before))
}

/// `eve/…`; made-up paths that test odd signs are nobody's.
fn starts_with_a_name(rest: &str) -> bool {
    let name = rest.trim_start_matches(|char: char| char.is_ascii_alphanumeric() || "._-".contains(char));
    name.len() < rest.len() && name.starts_with('/')
}

fn sources(tree: &Tree) -> Vec<Finding> {
    let lock = tree.text("Cargo.lock").unwrap_or_default().lines().enumerate();
    let foreign = lock
        .filter_map(|(index, line)| Some((index, line.strip_prefix("source = \"")?)))
        .filter(|(_, source)| source.trim_end_matches('"') != CRATES_IO)
        .map(|(index, _)| {
            Finding::new(
                "Cargo.lock",
                index + 1,
                "a crate that does not come from crates.io",
            )
        });
    let settings = tree.iter().filter(|(path, _)| path.contains(".cargo/config"));
    let replaced = settings
        .filter(|(_, text)| {
            ["[source", "[registries", "[registry"]
                .iter()
                .any(|table| text.contains(table))
        })
        .map(|(path, _)| Finding::new(path, 0, "a registry is the machine's business, not the project's"));
    foreign.chain(replaced).collect()
}

#[test]
fn nothing_speaks_of_one_machine() {
    assert_none(&check(&Tree::project()));
}

#[test]
fn machine_paths_and_foreign_registries_are_found() {
    let (here, home) = (
        ["see /wo", "rk/a"].concat(),
        ["\n/ho", "me/eve/b and target/ho", "me/c/ and /ho", "me/a?b/"].concat(),
    );
    let tree = Tree::of(&[
        ("a.md", &here),
        ("b.rs", &home),
        (
            "Cargo.lock",
            &format!("source = \"{CRATES_IO}\"\nsource = \"git+https://example.org/x\""),
        ),
        (
            ".cargo/config.toml",
            "[source.crates-io]\nreplace-with = \"mirror\"",
        ),
    ]);
    assert_eq!(
        places(&check(&tree)),
        ["a.md:1", "b.rs:2", "Cargo.lock:2", ".cargo/config.toml:0"]
    );
}
