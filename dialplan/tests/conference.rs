//! A caller's way into a conference.

#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::sync::Arc;

use dialplan::{Cause, Context, Digits, Facts, Graph, Op, Outcome, Run, Simulation, Source, World};

const PLAN: &str = r#"
version: 1
prompts: {pin: pin.wav, wrong: wrong.wav}
conferences:
  weekly:
  board: {pin: "4711", pin_prompt: pin, wrong_pin_prompt: wrong, moderator: {pin: "991122", begins: true}}
routes:
  - number: "700"
    steps: [conference: weekly, hangup: {cause: busy}]
  - number: "701"
    steps: [conference: board]
"#;

fn graph() -> Arc<Graph> {
    let context = Context {
        extensions: BTreeSet::new(),
        trunks: BTreeSet::new(),
        timezone: chrono_tz::UTC,
        prompt_exists: &|_| true,
    };
    match dialplan::compile(&[Source::new("plan.yaml", PLAN)], &context) {
        Ok(graph) => graph,
        Err(mistakes) => panic!("{mistakes}"),
    }
}

fn facts(number: &str) -> Facts {
    Facts {
        from: String::from("101"),
        to: number.to_owned(),
        outside: false,
        at: chrono::DateTime::UNIX_EPOCH,
    }
}

/// What each of these answers leads to.
fn asked(answers: &[&str]) -> Vec<String> {
    let (mut run, first) = Run::start(graph(), facts("701"));
    let rest = answers
        .iter()
        .map(|keys| run.resume(Outcome::Gathered(Digits::of(keys))));
    let told = |op: Op| match op {
        Op::Gather(gather) => gather.prompts.join(" "),
        Op::Conference {
            conference,
            as_moderator,
        } => format!("{} {as_moderator}", conference.name),
        Op::Hangup { cause } => cause.to_string(),
        other => panic!("{other:?}"),
    };
    std::iter::once(first).chain(rest).map(told).collect()
}

#[test]
fn a_pin_tells_a_member_from_a_moderator() {
    assert_eq!(asked(&["4711"]), ["pin.wav", "board false"]);
    assert_eq!(asked(&["991122"]), ["pin.wav", "board true"]);
    assert_eq!(
        asked(&["4711#", "47110", "4711"]),
        ["pin.wav", "wrong.wav pin.wav", "wrong.wav pin.wav", "board false"]
    );
}

#[test]
fn after_three_wrong_ones_the_call_goes_on() {
    assert_eq!(
        asked(&["", "1", "99112"]),
        ["pin.wav", "pin.wav", "wrong.wav pin.wav", "rejected"]
    );
}

#[test]
fn who_finds_a_room_without_a_pin_full_goes_on() {
    let (mut run, op) = Run::start(graph(), facts("700"));
    assert!(matches!(
        op,
        Op::Conference {
            as_moderator: false,
            ..
        }
    ));
    assert_eq!(run.resume(Outcome::Busy), Op::Hangup { cause: Cause::Busy });
}

#[test]
fn a_simulated_caller_keys_in_its_pin() {
    let world = World {
        answers: vec![Digits::of("12#"), Digits::of("991122")],
        ..World::default()
    };
    let told = Simulation::of(&graph(), facts("701"), &world).to_string();
    assert!(told.contains("the caller leads the conference board"), "{told}");
}
