//! Calls by day, by night and on holidays.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use dialplan::{Cause, Context, Facts, Graph, Op, Outcome, Proof, Run, Simulation, Source, World};

const PLAN: &str = r#"
version: 1
prompts: {closed: closed.wav, holiday: holiday.wav}
holidays:
  public: {"12-25": closed}
hours:
  office:
    open: {mon-fri: "09:00-17:00"}
    holidays: public
  night: {open: {daily: "17:00-09:00"}}
routes:
  - number: "100"
    steps:
      - hours:
          name: office
          closed: {hours: {name: night, open: {play: {prompt: closed}}}}
          holiday: [play: {prompt: holiday}, hangup]
      - ring: {extension: "101", timeout: 60s}
  - number: "200"
    steps:
      - ring: {extension: "101", timeout: 60s}
      - hours: {name: office, open: {ring: {extension: "102"}}, closed: {hangup: {cause: no-answer}}}
  - number: {prefix: "0"}
    steps:
      - hours: {name: office, open: {ring: {external: dialled}}}
      - hangup: {cause: rejected}
tests:
  - name: by day it rings
    when: {from: "102", to: "100"}
    expect: [rings: "101"]
  - name: at night it is said, and rings
    when: {from: "102", to: "100", at: 2026-11-23T22:00}
    expect: [plays: closed, rings: "101"]
  - name: on holidays nobody rings
    when: {from: "102", to: "100", at: 2026-12-25T12:00}
    expect: [rings: nobody, plays: holiday, ends: normal]
"#;

fn plan() -> Arc<Graph> {
    let context = Context {
        extensions: ["101", "102"].map(str::to_owned).into(),
        trunks: ["carrier"].map(str::to_owned).into(),
        timezone: chrono_tz::Europe::Berlin,
        prompt_exists: &|_| true,
    };
    dialplan::compile(&[Source::new("plan.yaml", PLAN)], &context)
        .unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn at(text: &str) -> DateTime<Utc> {
    dialplan::moment(text, chrono_tz::Europe::Berlin).unwrap()
}

fn call(to: &str, when: &str) -> (Run, Op) {
    let facts = Facts {
        from: String::from("102"),
        to: to.to_owned(),
        outside: false,
        at: at(when),
    };
    Run::start(plan(), facts)
}

fn plays(op: &Op) -> &str {
    match op {
        Op::Play { prompt } => prompt,
        _ => panic!("{op:?} plays nothing"),
    }
}

#[test]
fn the_branch_is_that_of_the_time_and_then_the_call_goes_on() {
    assert!(matches!(call("100", "2026-11-23T09:00").1, Op::Ring { .. }));
    let (mut run, op) = call("100", "2026-11-23T17:00");
    assert_eq!(plays(&op), "closed.wav");
    assert!(matches!(run.resume(Outcome::Done), Op::Ring { .. }));
    assert!(
        matches!(call("100", "2026-11-22T12:00").1, Op::Ring { .. }),
        "where hours have no branch, the call goes on"
    );
    let (mut run, op) = call("100", "2026-12-25T12:00");
    assert_eq!(plays(&op), "holiday.wav");
    assert_eq!(run.resume(Outcome::Done), Op::Hangup { cause: Cause::Normal });
    let way: Vec<_> = run.trace().iter().map(ToString::to_string).collect();
    assert_eq!(
        way,
        ["plan.yaml:14 hours", "plan.yaml:17 play", "plan.yaml:17 hangup"]
    );
}

#[test]
fn the_time_is_that_of_the_step_and_not_of_the_call() {
    let (mut run, _) = call("200", "2026-11-23T16:59");
    assert!(matches!(run.resume(Outcome::NoAnswer), Op::Ring { .. }));
    let (mut run, _) = call("200", "2026-11-23T16:59");
    run.set_time(at("2026-11-23T16:59") + TimeDelta::minutes(1));
    let cause = Cause::NoAnswer;
    assert_eq!(run.resume(Outcome::NoAnswer), Op::Hangup { cause });
}

#[test]
fn a_simulated_call_grows_older() {
    let rung = |when: &str| {
        let facts = Facts {
            from: String::from("102"),
            to: String::from("200"),
            outside: false,
            at: at(when),
        };
        let world = World {
            others: dialplan::Reaction::NoAnswer,
            ..World::default()
        };
        let simulation = Simulation::of(&plan(), facts, &world);
        let rings = simulation
            .moments
            .iter()
            .filter_map(|moment| moment.happening.as_ref());
        rings.flat_map(|happening| happening.rings()).count()
    };
    assert_eq!((rung("2026-11-23T16:58"), rung("2026-11-23T16:59")), (2, 1));
}

#[test]
fn hours_do_not_let_strangers_dial_out() {
    let facts = Facts {
        from: String::from("+49171"),
        to: String::from("00900"),
        outside: true,
        at: at("2026-11-23T12:00"),
    };
    let not_found = Op::Hangup {
        cause: Cause::NotFound,
    };
    assert_eq!(Run::start(plan(), facts).1, not_found);
    assert!(matches!(call("00900", "2026-11-23T12:00").1, Op::Dial { .. }));
}

#[test]
fn a_number_rings_as_long_as_its_first_ring_be_it_in_a_branch() {
    assert_eq!(plan().ring_time("0171"), Duration::from_secs(30));
}

#[test]
fn tests_say_when_a_call_comes_or_it_is_a_wednesday_at_noon() {
    let proof = Proof::of(&plan(), &std::collections::BTreeMap::new());
    let faults: Vec<_> = proof.failed().flat_map(|verdict| &verdict.faults).collect();
    assert!(faults.is_empty(), "{faults:?}");
}
