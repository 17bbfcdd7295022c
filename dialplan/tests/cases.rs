//! The section `tests` of a plan: what passes, what fails, and what is said then.

#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use std::sync::Arc;
use std::time::Duration;

use dialplan::{Context, Graph, Proof, Source};

const PLAN: &str = r#"
version: 1
prompts: {sorry: sorry.wav}
routes:
  - number: extensions
    steps:
      - ring: {timeout: 25s}
  - number: "100"
    steps:
      - ring: {extension: ["101", "102"], timeout: 20s}
      - ring: {extension: "103", timeout: 10s}
      - answer
      - play: {prompt: sorry}
      - hangup: {cause: no-answer}
  - number: "600"
    steps: [answer, tone: {frequency_hz: 440, duration: 2s}, echo]
  - number: {prefix: "0"}
    steps:
      - ring: {external: dialled, timeout: 30s}
"#;

/// What stands in the first line after the plan.
const FIRST: usize = 20;

fn source(tests: &str) -> Source {
    Source::new("plan.yaml", format!("{PLAN}tests:\n{tests}"))
}

fn compiled(source: &Source) -> Arc<Graph> {
    let context = Context {
        extensions: ["101", "102", "103"].map(str::to_owned).into(),
        trunks: ["carrier"].map(str::to_owned).into(),
        timezone: chrono_tz::Tz::Europe__Berlin,
        prompt_exists: &|_| true,
    };
    dialplan::compile(std::slice::from_ref(source), &context).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn proof(source: &Source) -> Proof {
    let sounds = [(String::from("sorry.wav"), Duration::from_secs(3))].into();
    Proof::of(&compiled(source), &sounds)
}

/// What a test with these expectations is told; empty: it passes.
fn told(given: &str, expect: &str) -> String {
    let call = "when: {from: \"102\", to: \"100\"}";
    let source = source(&format!(
        "  - name: a test\n    given: {given}\n    {call}\n    expect: {expect}\n"
    ));
    proof(&source)
        .told(std::slice::from_ref(&source))
        .map_or_else(String::new, |told| told.to_string())
}

#[test]
fn every_kind_of_event_can_be_expected_with_its_times() {
    let table = [
        (
            "{no_answer: all}",
            "[{rings: [\"102\", \"101\"], for: 20s}, {rings: \"103\", after: 20s}, {plays: sorry, for: 3s}, {ends: no-answer, after: 33s}]",
        ),
        (
            "{busy: \"101\", answers: {\"102\": 7s}}",
            "[{rings: \"102\"}, {answered_by: \"102\", after: 7s}]",
        ),
        (
            "{unregistered: all}",
            "[{rings: nobody}, {answered_by: switch}, {ends: no-answer}]",
        ),
        (
            "{rejects: \"101\", answers_after: 2s}",
            "[{answered_by: \"103\", after: 4s}]",
        ),
        (
            "{no_answer: all, hangs_up_after: 8s}",
            "[{ends: caller-left, after: 8s}]",
        ),
    ];
    for (given, expect) in table {
        assert_eq!(told(given, expect), "", "{given} {expect}");
    }
}

#[test]
fn tones_echoes_and_numbers_outside_can_be_expected() {
    let tests = "
  - name: a tone and an echo
    when: {from: \"101\", to: \"600\"}
    expect: [{answered_by: switch}, {tone: 440, for: 2s}, {ends: echo, after: 2s}]
  - name: a mobile
    given: {busy: \"0171\"}
    when: {from: \"101\", to: \"0171\"}
    expect: [{dials: \"0171\"}, {ends: busy}]
  - name: strangers do not dial out
    when: {from: \"+4930\", to: \"0171\", trunk: carrier}
    expect: [{ends: not-found}]
";
    let source = source(tests);
    let proof = proof(&source);
    assert_eq!(proof.verdicts.len(), 3);
    assert_eq!(proof.told(std::slice::from_ref(&source)), None);
}

#[test]
fn a_fault_is_told_where_it_is_expected() {
    let source = source(
        "  - name: a test\n    when: {from: \"102\", to: \"100\"}\n    expect:\n      - rings: \"101\"\n",
    );
    let told = proof(&source).told(std::slice::from_ref(&source));
    let line = FIRST + 4;
    let expected = format!(
        "error[test-failed]: a test: expected that 101 rings, but 101, 102 ring after 0s
  --> plan.yaml:{line}:16
   |
{line} |       - rings: \"101\"
   |                ^^^^^

1 mistake found"
    );
    assert_eq!(told.map_or_else(String::new, |told| told.to_string()), expected);
}

#[test]
fn what_is_missing_surplus_or_late_is_a_fault() {
    let table = [
        ("{busy: all}", "[{rings: \"101\"}]", "but nothing more happens"),
        (
            "{}",
            "[{rings: nobody}]",
            "not expected, but 101, 102 ring after 0s",
        ),
        (
            "{no_answer: all}",
            "[{rings: [\"101\", \"102\"]}]",
            "not expected, but 103 rings after 20s",
        ),
        (
            "{no_answer: all}",
            "[{rings: [\"101\", \"102\"], for: 25s}, {rings: \"103\"}]",
            "101, 102 ring for 25s, but it is for 20s",
        ),
        (
            "{}",
            "[{answered_by: \"101\", after: 4s}]",
            "101 answers after 4s, but it is after 5s",
        ),
    ];
    for (given, expect, fault) in table {
        let told = told(given, expect);
        assert!(told.contains(fault), "{given} {expect}: {told}");
    }
}
