//! Which module of a crate may import which: the tables "module of `…`" in `ARCHITECTURE.md`. Tests may
//! import any.

use crate::crates::members;
use crate::source::{code_only, is_word, line_of, product_part};
use crate::table::{code_spans, rows};
use crate::tree::{Finding, Tree, assert_none, places};

const PAGE: &str = "ARCHITECTURE.md";

fn check(tree: &Tree) -> Vec<Finding> {
    let page = tree.text(PAGE).unwrap_or_default();
    let mut findings = Vec::new();
    for member in members(tree) {
        let layers = layers(page, &member);
        if layers.is_empty() {
            continue;
        }
        let source = format!("{member}/src/");
        for (path, text) in tree.rust() {
            let Some(inside) = path.strip_prefix(&source) else {
                continue;
            };
            findings.extend(check_file(&member, &layers, path, inside, text));
        }
    }
    findings
}

/// Module → what it may import; `None`: anything.
type Layers<'a> = Vec<(&'a str, Option<Vec<&'a str>>)>;

fn layers<'a>(page: &'a str, member: &str) -> Layers<'a> {
    let mut layers = Vec::new();
    for row in rows(page, &format!("module of `{member}`")) {
        let [modules, imports, ..] = row.cells.as_slice() else {
            continue;
        };
        let imports = (*imports != "anything").then(|| code_spans(imports));
        layers.extend(
            code_spans(modules)
                .into_iter()
                .map(|module| (module, imports.clone())),
        );
    }
    layers
}

fn check_file(member: &str, layers: &Layers<'_>, path: &str, inside: &str, text: &str) -> Vec<Finding> {
    let place = module_path(inside);
    let Some(own) = place.first() else {
        return Vec::new();
    };
    let Some((_, allowed)) = layers.iter().find(|(name, _)| name == own) else {
        return vec![Finding::new(
            PAGE,
            0,
            format!("the table of `{member}` has no row for its module `{own}`"),
        )];
    };
    let Some(allowed) = allowed else { return Vec::new() };
    let code = code_only(text);
    let code = product_part(path, &code);
    imported(code, &place)
        .into_iter()
        .filter(|(name, _)| name != own && layers.iter().any(|(layer, _)| layer == name))
        .filter(|(name, _)| !allowed.contains(name))
        .map(|(name, at)| {
            Finding::new(
                path,
                line_of(code, at),
                format!("`{own}` may not import `{name}` ({PAGE})"),
            )
        })
        .collect()
}

/// `a/b/c.rs` → `a`, `b`, `c`; the crate's root files → nothing.
fn module_path(inside: &str) -> Vec<&str> {
    let stem = inside.trim_end_matches(".rs");
    match stem {
        "lib" | "main" => Vec::new(),
        _ => stem.trim_end_matches("/mod").split('/').collect(),
    }
}

/// The top-level modules that paths through `crate::` or `super::` reach, with the offset of each.
fn imported<'a>(code: &'a str, place: &[&str]) -> Vec<(&'a str, usize)> {
    let from_root = code
        .match_indices("crate::")
        .map(|(at, found)| (at, at + found.len()));
    let chains = code.match_indices("super::").filter_map(|(at, _)| {
        let first_of_chain = !code[..at].ends_with("super::");
        let levels = code[at..]
            .split("super::")
            .skip(1)
            .take_while(|rest| rest.is_empty())
            .count()
            + 1;
        (first_of_chain && levels == place.len()).then_some((at, at + levels * "super::".len()))
    });
    from_root
        .chain(chains)
        .filter(|(at, _)| {
            !at.checked_sub(1)
                .is_some_and(|before| is_word(code.as_bytes()[before]))
        })
        .flat_map(|(_, end)| heads(&code[end..]).into_iter().map(move |name| (name, end)))
        .collect()
}

/// The first names after a path's prefix: one, or each of a `{…}` group.
fn heads(rest: &str) -> Vec<&str> {
    let word = |text: &'_ str| text.bytes().take_while(|byte| is_word(*byte)).count();
    let Some(group) = rest.strip_prefix('{') else {
        return vec![&rest[..word(rest)]];
    };
    let (mut depth, mut expects, mut names) = (0, true, Vec::new());
    for (at, char) in group.char_indices() {
        match char {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => expects = true,
            char if depth == 0 && expects && !char.is_whitespace() => {
                names.push(&group[at..at + word(&group[at..])]);
                expects = false;
            }
            _ => {}
        }
    }
    names
}

#[test]
fn modules_import_only_what_the_architecture_allows() {
    assert_none(&check(&Tree::project()));
}

#[test]
fn forbidden_paths_are_found_however_they_are_written() {
    let page = "| module of `sip` | may import |\n|---|---|\n| `message` | – |\n| `dialog` | `message` |\n| `shell` | anything |\n";
    let tree = Tree::of(&[
        ("Cargo.toml", "[workspace]\nmembers = [\"sip\"]"),
        (PAGE, page),
        (
            "sip/src/lib.rs",
            "pub use crate::dialog::Dialog; pub use crate::message::Uri;",
        ),
        (
            "sip/src/dialog/mod.rs",
            "use crate::message::Uri; // crate::dialog",
        ),
        (
            "sip/src/message/via.rs",
            "use super::uri::Uri;\nuse super::super::dialog::Dialog;\nuse crate::dialog::Id;",
        ),
        (
            "sip/src/message/uri.rs",
            "use crate::{\n    message::via::{Via, Host},\n    dialog::Id,\n};",
        ),
        ("sip/src/message/tests.rs", "use crate::dialog::Id;"),
        ("sip/src/shell.rs", "use crate::dialog::Id;"),
        ("sip/src/timer.rs", ""),
    ]);
    let mut found = places(&check(&tree));
    found.sort();
    let via = "sip/src/message/via.rs";
    let expected = [
        format!("{PAGE}:0"),
        "sip/src/message/uri.rs:1".into(),
        format!("{via}:2"),
        format!("{via}:3"),
    ];
    assert_eq!(found, expected);
}
