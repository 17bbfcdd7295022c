//! What a new version of a plan changes for callers.

#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use dialplan::{Comparison, Context, Graph, Source};

const PLAN: &str = r#"
version: 1
prompts: {hello: hello.wav}
menus:
  main:
    prompt: hello
    keys:
      "1": {ring: {extension: "101", timeout: 20s}}
      "2": {ring: {extension: "102", timeout: 20s}}
    timeout: hangup
routes:
  - number: extensions
    steps: [ring: {timeout: 20s}]
  - number: "500"
    steps: [menu: main]
  - number: {prefix: "0"}
    steps: [ring: {external: dialled}]
"#;

fn graph(plan: &str) -> Arc<Graph> {
    let context = Context {
        extensions: ["101", "102"].map(str::to_owned).into(),
        trunks: ["carrier"].map(str::to_owned).into(),
        timezone: chrono_tz::UTC,
        prompt_exists: &|_| true,
    };
    dialplan::compile(&[Source::new("plan.yaml", plan)], &context)
        .unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn compared(plan: &str) -> Comparison {
    let sounds = BTreeMap::new();
    Comparison::of((&graph(PLAN), &sounds), (&graph(plan), &sounds))
}

#[test]
fn a_plan_that_only_looks_otherwise_changes_nothing() {
    let same = PLAN
        .replace("20s", "20000ms")
        .replace("version: 1", "# moved\nversion: 1");
    let comparison = compared(&same);
    assert_eq!(comparison.changes, []);
    assert_eq!(comparison.left_out, 0);
    assert!(comparison.calls > 4 * 2 * 4, "{}", comparison.calls);
}

#[test]
fn a_change_is_told_once_with_all_calls_that_it_meets() {
    let comparison = compared(&PLAN.replace("[ring: {timeout: 20s}]", "[ring: {timeout: 30s}]"));
    let told: Vec<String> = comparison.changes.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "101 by a user, nobody answers
101 from outside, nobody answers
  - 101 rings after 0s for 20s
  - the call ends: no-answer after 20s
  + 101 rings after 0s for 30s
  + the call ends: no-answer after 30s
",
            "102 by a user, nobody answers
102 from outside, nobody answers
  - 102 rings after 0s for 20s
  - the call ends: no-answer after 20s
  + 102 rings after 0s for 30s
  + the call ends: no-answer after 30s
",
        ]
    );
}

#[test]
fn keys_new_numbers_and_lost_ones_are_seen() {
    let swapped = PLAN.replace(
        "\"2\": {ring: {extension: \"102\"",
        "\"3\": {ring: {extension: \"102\"",
    );
    let comparison = compared(&swapped);
    let calls: Vec<&String> = comparison
        .changes
        .iter()
        .flat_map(|change| &change.calls)
        .collect();
    assert!(
        calls.contains(&&String::from("500 by a user, everybody answers, keys 3")),
        "{calls:#?}"
    );
    assert!(calls.iter().all(|call| call.starts_with("500")), "{calls:#?}");

    let comparison = compared(&PLAN.replace("prefix: \"0\"", "prefix: \"9\""));
    let calls: Vec<&String> = comparison
        .changes
        .iter()
        .flat_map(|change| &change.calls)
        .collect();
    for call in [
        "0… by a user, everybody answers",
        "9… by a user, everybody answers",
    ] {
        assert!(calls.contains(&&call.to_owned()), "{calls:#?}");
    }
}

#[test]
fn hours_are_compared_when_they_open_and_close_and_on_holidays() {
    let plan = |until: &str, christmas: &str| {
        let text = format!(
            "version: 1
holidays: {{public: {{\"12-25\": {christmas}}}}}
hours: {{office: {{open: {{mon: \"08:30-{until}\"}}, holidays: public}}}}
routes:
  - number: \"500\"
    steps:
      - hours: {{name: office, closed: hangup}}
      - ring: {{extension: \"101\"}}
"
        );
        graph(&text)
    };
    let told = |old: &Arc<Graph>, new: &Arc<Graph>| {
        let comparison = Comparison::of((old, &BTreeMap::new()), (new, &BTreeMap::new()));
        let calls = comparison.changes.into_iter().flat_map(|change| change.calls);
        let calls: BTreeSet<String> = calls
            .filter_map(|call| Some(call.rsplit_once(", at ")?.1.to_owned()))
            .collect();
        calls.into_iter().collect::<Vec<_>>()
    };
    let old = plan("17:30", "closed");
    assert_eq!(told(&old, &old), Vec::<String>::new());
    let longer = plan("18:00", "closed");
    assert_eq!(told(&old, &longer), ["2026-01-12T17:30+00:00"]);
    let at_christmas = plan("17:30", "\"10:00-12:00\"");
    assert_eq!(told(&old, &at_christmas), ["2028-12-25T10:00+00:00"]);
}
