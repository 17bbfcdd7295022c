//! Nothing unfinished, nothing switched off, and no test that waits by the wall clock.

use crate::source::{code_only, line_of, test_part, words};
use crate::tree::{Finding, Tree, assert_none, places};

const UNFINISHED: [&str; 3] = ["todo!", "unimplemented!", "dbg!"];
const SLEEPS: [&str; 2] = ["sleep(", "sleep_until("];

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (path, text) in tree.rust() {
        let code = code_only(text);
        let mut report = |word: &str, says: &str| {
            findings.extend(
                words(&code, word).map(|(line, _)| Finding::new(path, line, format!("`{word}`: {says}"))),
            );
        };
        for word in UNFINISHED {
            report(word, "finish it or leave it out");
        }
        report("#[ignore", "a test is run or it is removed");
        findings.extend(sleeps(path, &code));
    }
    findings
}

fn sleeps(path: &str, code: &str) -> Vec<Finding> {
    let tests = test_part(path, code);
    let offset = code.len() - tests.len();
    SLEEPS
        .iter()
        .flat_map(|word| words(tests, word))
        .map(|(_, at)| {
            Finding::new(
                path,
                line_of(code, offset + at),
                "a test waits for an event, not for time",
            )
        })
        .collect()
}

#[test]
fn nothing_is_left_over() {
    assert_none(&check(&Tree::project()));
}

#[test]
fn left_overs_are_found_in_code_but_not_in_text() {
    let tree = Tree::of(&[
        (
            "a/src/lib.rs",
            "// todo!\nfn a() { todo!() }\nfn b() { \"dbg!\"; sleep(1) }\n#[cfg(test)]\nmod tests {\n    sleep(2)\n}",
        ),
        (
            "tests/flow/call.rs",
            "#[ignore = \"slow\"]\nfn c() { std::thread::sleep(TICK) }",
        ),
    ]);
    let expected = [
        "a/src/lib.rs:2",
        "a/src/lib.rs:6",
        "tests/flow/call.rs:1",
        "tests/flow/call.rs:2",
    ];
    assert_eq!(places(&check(&tree)), expected);
}
