//! A call's way through a plan.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::sync::Arc;
use std::time::Duration;

use dialplan::{Cause, Context, Facts, Graph, Op, Outcome, Run, Signal, Source};

const PLAN: &str = r#"
version: 1
prompts: {sorry: sorry.wav}
routes:
  - number: extensions
    steps: [ring: {timeout: 25s}]
  - number: "103"
    steps:
      - ring: {extension: "103", timeout: 10s}
      - ring: {extension: ["101", "102"]}
  - number: ["600", "+49600"]
    steps: [answer, echo]
  - number: "700"
    steps: [ring: {extension: "101"}, play: {prompt: sorry}, hangup: {cause: busy}]
  - number: "602"
    steps: [tone: {name: busy, duration: 4s}, tone: {frequency_hz: 440, duration: 1s}]
"#;

fn plan() -> Arc<Graph> {
    let extensions = ["101", "102", "103"].map(str::to_owned).into();
    dialplan::compile(
        &[Source::new("plan.yaml", PLAN)],
        &Context {
            extensions,
            trunks: ["carrier", "backup"].map(str::to_owned).into(),
            timezone: chrono_tz::Tz::Europe__Berlin,
            prompt_exists: &|_| true,
        },
    )
    .unwrap()
}

fn call(to: &str) -> (Run, Op) {
    Run::start(
        plan(),
        Facts {
            from: String::from("102"),
            to: to.to_owned(),
            outside: false,
            at: chrono::DateTime::UNIX_EPOCH,
        },
    )
}

fn ring(op: &Op) -> (Vec<&str>, u64) {
    let Op::Ring {
        extensions, timeout, ..
    } = op
    else {
        panic!("{op:?} is no ring")
    };
    (
        extensions.iter().map(dialplan::Extension::as_str).collect(),
        timeout.as_secs(),
    )
}

const fn hangup(cause: Cause) -> Op {
    Op::Hangup { cause }
}

#[test]
fn a_ring_without_a_name_rings_whom_was_dialled() {
    assert_eq!(ring(&call("101").1), (vec!["101"], 25));
}

#[test]
fn a_number_that_nobody_has_is_not_found() {
    for stranger in ["999", "", "extensions", "6000", "\u{0}"] {
        let (mut run, op) = call(stranger);
        assert_eq!(op, hangup(Cause::NotFound), "{stranger:?}");
        assert!(run.trace().is_empty());
        assert_eq!(run.resume(Outcome::Done), hangup(Cause::NotFound));
    }
}

#[test]
fn the_outcome_of_the_last_ring_is_why_the_call_ends() {
    let table = [
        (Outcome::Busy, Cause::Busy),
        (Outcome::NoAnswer, Cause::NoAnswer),
        (Outcome::Unregistered, Cause::Unregistered),
        (Outcome::Rejected, Cause::Rejected),
        (Outcome::Failed, Cause::Failed),
        (Outcome::Answered, Cause::Normal),
        (Outcome::HungUp, Cause::Normal),
    ];
    for (outcome, cause) in table {
        assert_eq!(call("101").0.resume(outcome), hangup(cause), "{outcome:?}");
    }
}

#[test]
fn the_step_after_a_ring_is_for_when_nobody_answers() {
    let (mut run, op) = call("103");
    assert_eq!(ring(&op), (vec!["103"], 10));
    assert_eq!(ring(&run.resume(Outcome::Busy)), (vec!["101", "102"], 30));
    assert_eq!(run.resume(Outcome::NoAnswer), hangup(Cause::NoAnswer));
}

#[test]
fn an_answered_call_and_a_caller_who_left_need_no_further_step() {
    for outcome in [Outcome::Answered, Outcome::HungUp] {
        let (mut run, _) = call("700");
        assert_eq!(run.resume(outcome), hangup(Cause::Normal));
        assert_eq!(
            run.resume(Outcome::NoAnswer),
            hangup(Cause::Normal),
            "a run that has ended stays so"
        );
    }
}

#[test]
fn a_route_of_its_own_comes_before_that_of_all_extensions() {
    assert_eq!(ring(&call("103").1).1, 10);
    assert_eq!(plan().ring_time("103"), Duration::from_secs(10));
    assert_eq!(plan().ring_time("101"), Duration::from_secs(25));
    assert_eq!(plan().ring_time("600"), Duration::ZERO);
}

#[test]
fn one_route_may_have_several_numbers() {
    for number in ["600", "+49600"] {
        let (mut run, op) = call(number);
        assert_eq!(op, Op::Answer);
        assert_eq!(run.resume(Outcome::Done), Op::Echo);
    }
}

#[test]
fn the_trace_names_file_line_and_step() {
    let (mut run, _) = call("700");
    run.resume(Outcome::NoAnswer);
    assert_eq!(run.resume(Outcome::Done), hangup(Cause::Busy));
    let way: Vec<_> = run.trace().iter().map(ToString::to_string).collect();
    assert_eq!(
        way,
        ["plan.yaml:14 ring", "plan.yaml:14 play", "plan.yaml:14 hangup"]
    );
}

#[test]
fn a_plan_names_each_sound_file_once() {
    assert_eq!(plan().prompts().collect::<Vec<_>>(), ["sorry.wav"]);
    assert_eq!(plan().route_count(), 5);
}

#[test]
fn a_tone_has_a_name_or_a_pitch() {
    let (mut run, op) = call("602");
    let signal = Signal::Busy;
    let duration = Duration::from_secs(4);
    assert_eq!(op, Op::Signal { signal, duration });
    assert!(matches!(run.resume(Outcome::Done), Op::Tone { .. }));
}

#[test]
fn words_are_said_once_however_often_calls_hear_them() {
    let text = r#"
version: 1
prompts: {morning: {say: "Good  morning", language: en-gb}, welcome: welcome.wav}
menus:
  main: {prompt: morning, keys: {"1": {say: "Thank you"}}, timeout: {say: {text: "Auf Wiedersehen", language: de}}}
routes:
  - number: "500"
    steps: [say: "Thank you", play: {prompt: morning}, menu: main]
"#;
    let context = Context {
        extensions: ["101"].map(str::to_owned).into(),
        trunks: ["carrier"].map(str::to_owned).into(),
        timezone: chrono_tz::UTC,
        prompt_exists: &|_| true,
    };
    let plan = dialplan::compile(&[Source::new("plan.yaml", text)], &context).unwrap();
    let said: Vec<_> = plan.said().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "\"Auf Wiedersehen\" in de",
            "\"Good morning\" in en-gb",
            "\"Thank you\""
        ]
    );
    assert_eq!(plan.prompts().collect::<Vec<_>>(), ["welcome.wav"]);
    let facts = Facts {
        from: String::new(),
        to: String::from("500"),
        outside: false,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    let (_, op) = Run::start(plan, facts);
    assert_eq!(
        op,
        Op::Play {
            prompt: String::from("\"Thank you\"")
        }
    );
}
