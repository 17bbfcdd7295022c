//! Who calls, and where that leads.

#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::sync::Arc;

use dialplan::{Cause, Comparison, Context, Facts, Graph, Op, Run, Source};

const PLAN: &str = r#"
version: 1
routes:
  - number: "500"
    steps:
      - caller: {from: anonymous, then: [hangup: {cause: rejected}]}
      - caller: {from: ["+4930555", "200-209", "~0049(171|172)[0-9]+"], then: [answer, echo]}
      - caller:
          from: [extensions, {prefix: "+44"}]
          then: [hangup: {cause: busy}]
          otherwise: [hangup: {cause: no-answer}]
"#;

fn plan(text: &str) -> Arc<Graph> {
    let context = Context {
        extensions: ["101"].map(str::to_owned).into(),
        trunks: [].into(),
        timezone: chrono_tz::Tz::UTC,
        prompt_exists: &|_| true,
    };
    dialplan::compile(&[Source::new("plan.yaml", text)], &context)
        .unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn op(from: &str, outside: bool) -> Op {
    let facts = Facts {
        from: from.to_owned(),
        to: String::from("500"),
        outside,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    Run::start(plan(PLAN), facts).1
}

const fn hangup(cause: Cause) -> Op {
    Op::Hangup { cause }
}

#[test]
fn callers_are_told_apart_by_number_range_pattern_beginning_and_by_showing_none() {
    for hidden in ["anonymous", ""] {
        assert_eq!(op(hidden, true), hangup(Cause::Rejected));
    }
    for known in ["+4930555", "205", "004917112"] {
        assert_eq!(op(known, true), Op::Answer, "{known}");
    }
    assert_eq!(op("+442071234567", true), hangup(Cause::Busy));
    assert_eq!(op("+493055", true), hangup(Cause::NoAnswer));
}

#[test]
fn nobody_from_outside_passes_for_a_user() {
    assert_eq!(op("101", false), hangup(Cause::Busy));
    assert_eq!(op("101", true), hangup(Cause::NoAnswer));
}

#[test]
fn plans_are_compared_by_the_callers_that_they_tell_apart() {
    let new = PLAN.replace("\"+4930555\"", "\"+4930556\"");
    let sounds = BTreeMap::new();
    let comparison = Comparison::of((&plan(PLAN), &sounds), (&plan(&new), &sounds));
    let calls: Vec<String> = comparison
        .changes
        .into_iter()
        .flat_map(|change| change.calls)
        .collect();
    assert!(
        calls.contains(&String::from("500 from outside by +4930555, everybody answers")),
        "{calls:#?}"
    );
    assert!(calls.iter().all(|call| call.contains("by +493055")), "{calls:#?}");
}
