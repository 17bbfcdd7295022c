//! `mod.rs` and `lib.rs` hold the module's doc, `mod` and `use`, so that a folder can be moved whole. A folder of
//! tests may keep what its tests share in its `mod.rs`.

use crate::source::{code_only, line_of};
use crate::tree::{Finding, Tree, assert_none, places};

const ALLOWED: [&str; 2] = ["mod ", "use "];

fn check(tree: &Tree) -> Vec<Finding> {
    tree.rust()
        .filter(|(path, _)| path.ends_with("/mod.rs") || path.ends_with("/lib.rs"))
        .filter(|(path, _)| !path.ends_with("/tests/mod.rs"))
        .filter_map(|(path, text)| {
            let code = without_attributes(&code_only(text));
            let at = first_other_item(&code)?;
            Some(Finding::new(
                path,
                line_of(&code, at),
                "only docs, `mod` and `use` stand in mod.rs and lib.rs",
            ))
        })
        .collect()
}

fn without_attributes(code: &str) -> String {
    let mut out = code.to_owned().into_bytes();
    let mut depth = 0;
    for at in 0..out.len() {
        let opens = matches!(&out[at..], [b'#', b'[', ..] | [b'#', b'!', b'[', ..]);
        match out[at] {
            b'[' if depth > 0 => depth += 1,
            // The attribute's own bracket is counted when it is met.
            b']' if depth == 2 => {
                depth = 0;
                out[at] = b' ';
            }
            b']' if depth > 2 => depth -= 1,
            _ if opens && depth == 0 => depth = 1,
            _ => {}
        }
        if depth > 0 && out[at] != b'\n' {
            out[at] = b' ';
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The offset of the first item that is neither `mod name;` nor `use …;`.
fn first_other_item(code: &str) -> Option<usize> {
    let mut start = 0;
    for item in code.split_inclusive(';') {
        let at = start + (item.len() - item.trim_start().len());
        start += item.len();
        let item = visibility_stripped(item.trim());
        let is_inline_module = item.starts_with("mod ") && item.contains('{');
        if !item.is_empty() && (is_inline_module || !ALLOWED.iter().any(|word| item.starts_with(word))) {
            return Some(at);
        }
    }
    None
}

fn visibility_stripped(item: &str) -> &str {
    let Some(rest) = item.strip_prefix("pub") else {
        return item;
    };
    match rest.strip_prefix('(').and_then(|scope| scope.split_once(')')) {
        Some((_, rest)) => rest.trim_start(),
        None => rest.trim_start(),
    }
}

#[test]
fn module_files_hold_only_the_map() {
    assert_none(&check(&Tree::project()));
}

#[test]
fn code_in_a_module_file_is_found() {
    let map = "//! Doc.\n#![warn(a[0])]\n#[cfg(test)]\nmod a;\npub(crate) mod b;\npub use b::{C, D};\n";
    let tree = Tree::of(&[
        ("x/src/lib.rs", map),
        ("x/src/b/mod.rs", "mod a;\n\nfn f() { g(); }\n"),
        ("x/src/c/mod.rs", "mod tests { }\n"),
        ("x/src/d.rs", "fn f() {}"),
        ("x/src/d/tests/mod.rs", "mod a;\nfn fixture() {}"),
    ]);
    assert_eq!(places(&check(&tree)), ["x/src/b/mod.rs:3", "x/src/c/mod.rs:1"]);
}
