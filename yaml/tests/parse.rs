//! Nodes know their places, and every misuse of YAML is told.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use yaml::{Mistakes, Node, Source, Value, parse};

fn read(text: &str) -> Result<Node, yaml::Diagnostics> {
    let sources = [Source::new("a.yaml", text)];
    let mut mistakes = Mistakes::new(&sources);
    let root = parse(0, &sources[0], &mut mistakes);
    mistakes.finish(root)
}

/// Code, line and column of each mistake.
fn mistakes(text: &str) -> Vec<(&'static str, usize, usize)> {
    let found = read(text).expect_err("this text has mistakes");
    let place = |mistake: &yaml::Diagnostic| {
        mistake
            .place
            .as_ref()
            .map_or((0, 0), |place| (place.line, place.column))
    };
    found
        .iter()
        .map(|mistake| (mistake.code, place(mistake).0, place(mistake).1))
        .collect()
}

#[test]
fn every_value_knows_line_column_and_bytes() {
    let text = "ä: 1\nlist:\n  - 'ö'\n  - [中, x]\n";
    let root = read(text).unwrap();
    let Value::Map(entries) = &root.value else {
        panic!("{root:?}")
    };
    let (first, list) = (&entries[0], &entries[1]);
    assert_eq!(
        (
            first.key.span.line,
            first.key.span.column,
            first.value.span.column
        ),
        (1, 1, 4)
    );
    let Value::List(items) = &list.value.value else {
        panic!("{list:?}")
    };
    assert_eq!((items[0].span.line, items[0].span.column), (3, 5));
    assert_eq!(&text[items[0].span.start..items[0].span.end], "'ö'");
    let Value::List(inner) = &items[1].value else {
        panic!("{items:?}")
    };
    assert_eq!(&text[inner[1].span.start..inner[1].span.end], "x");
    assert_eq!((inner[1].span.line, inner[1].span.column), (4, 9));
}

#[test]
fn quotes_are_remembered() {
    let root = read("[101, \"101\", '101']").unwrap();
    let Value::List(items) = &root.value else {
        panic!("{root:?}")
    };
    let quoted =
        |node: &Node| matches!(&node.value, Value::Scalar(scalar) if scalar.quoted && scalar.text == "101");
    assert_eq!(items.iter().map(quoted).collect::<Vec<_>>(), [false, true, true]);
}

#[test]
fn an_alias_is_what_its_anchor_names() {
    let root = read("a: &x [1, {b: 2}]\nc: *x\n").unwrap();
    assert_eq!(root.at(&["a"]), root.at(&["c"]));
    assert_eq!(root.at(&["c", "b"]), None);
}

#[test]
fn misuses_are_told_all_at_once() {
    assert_eq!(
        mistakes("a: 1\nb: 2\na: 3\nb: 4\n"),
        [("duplicate-key", 3, 1), ("duplicate-key", 4, 1)]
    );
    assert_eq!(
        mistakes("a: *b\nc: !!str 1\n? [d]\n: e\n"),
        [("unknown-alias", 1, 4), ("tag", 2, 10), ("key-not-text", 3, 3)]
    );
    assert_eq!(mistakes("a: &a [*a]\n"), [("alias-loop", 1, 8)]);
    assert_eq!(mistakes("a: 1\n---\nb: 2\n"), [("several-documents", 2, 1)]);
    assert_eq!(
        mistakes("a: 1\na: 2\nb: [\n"),
        [("duplicate-key", 2, 1), ("syntax", 3, 4)]
    );
}

#[test]
fn nothing_is_a_null_at_the_start() {
    for text in ["", "\n\n", "# only a comment\n", "\u{feff}"] {
        assert!(read(text).unwrap().is_null(), "{text:?}");
    }
}

#[test]
fn a_diagnostic_is_an_object_of_facts_in_json() {
    let found = read("a: 1\na: 2\n").unwrap_err();
    let json: serde_json::Value = serde_json::from_str(&found.to_json()).unwrap();
    let expected = serde_json::json!([{
        "code": "duplicate-key", "file": "a.yaml", "line": 2, "column": 1, "length": 1, "source": "a: 2",
        "message": "`a` is given twice", "help": "it is already given in line 1: keep one of them",
    }]);
    assert_eq!(json, expected);
}

#[test]
fn line_ends_of_all_systems_count_alike() {
    assert_eq!(mistakes("a: 1\r\na: 2\r\n"), [("duplicate-key", 2, 1)]);
    assert_eq!(mistakes("a: 1\ra: 2\r"), [("duplicate-key", 2, 1)]);
}

#[test]
fn a_text_that_is_larger_than_a_file_may_be_is_not_even_looked_at() {
    assert_eq!(mistakes(&"[".repeat(1024 * 1024 + 1)), [("file-too-large", 1, 1)]);
}
