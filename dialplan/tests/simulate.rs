//! Calls that nobody makes: where they go, when, and how they end.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::sync::Arc;
use std::time::Duration;

use dialplan::{Cause, Context, End, Facts, Graph, Reaction, Simulation, Source, World};

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
    steps: [answer, echo]
  - number: {prefix: "0"}
    steps:
      - ring: {external: dialled, trunk: carrier, timeout: 30s}
"#;

fn plan() -> Arc<Graph> {
    let context = Context {
        extensions: ["101", "102", "103"].map(str::to_owned).into(),
        trunks: ["carrier"].map(str::to_owned).into(),
        timezone: chrono_tz::Tz::Europe__Berlin,
        prompt_exists: &|_| true,
    };
    dialplan::compile(&[Source::new("plan.yaml", PLAN)], &context).unwrap()
}

const fn s(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn call(to: &str, reactions: &[(&str, Reaction)]) -> Simulation {
    stay(to, reactions, None)
}

fn stay(to: &str, reactions: &[(&str, Reaction)], caller_stays: Option<Duration>) -> Simulation {
    let facts = Facts {
        from: String::from("102"),
        to: to.to_owned(),
        outside: false,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    let world = World {
        reactions: reactions
            .iter()
            .map(|(number, reaction)| ((*number).to_owned(), *reaction))
            .collect(),
        sounds: [(String::from("sorry.wav"), s(3))].into(),
        caller_stays,
        ..World::default()
    };
    Simulation::of(&plan(), facts, &world)
}

const fn hung_up(cause: Cause, seconds: u64) -> End {
    End::HungUp {
        cause,
        after: s(seconds),
    }
}

#[test]
fn the_path_is_told_with_its_lines_and_times() {
    let simulation = call(
        "100",
        &[
            ("101", Reaction::Busy),
            ("102", Reaction::NoAnswer),
            ("103", Reaction::NoAnswer),
        ],
    );
    let told = "
      0s  plan.yaml:10 ring: 101 is busy, 102 rings → no-answer
     20s  plan.yaml:11 ring: 103 rings → no-answer
     30s  plan.yaml:12 answer: the switch answers
     30s  plan.yaml:13 play: the caller hears sorry.wav
     33s  plan.yaml:14 hangup: the call ends: no-answer
the switch hangs up after 33s: no-answer";
    assert_eq!(format!("\n{simulation}"), told);
}

#[test]
fn who_answers_first_has_the_call() {
    let (slow, fast) = (Reaction::Answers(s(7)), Reaction::Answers(s(4)));
    let simulation = call("100", &[("101", slow), ("102", fast)]);
    let by = String::from("102");
    assert_eq!(simulation.end, End::Answered { by, after: s(4) });
}

#[test]
fn an_answer_that_comes_too_late_is_none() {
    let end = call("101", &[("101", Reaction::Answers(s(25)))]).end;
    assert_eq!(end, hung_up(Cause::NoAnswer, 25));
}

#[test]
fn every_reaction_ends_a_lone_ring_in_its_way() {
    let table = [
        (Reaction::Busy, Cause::Busy, 0),
        (Reaction::Unregistered, Cause::Unregistered, 0),
        (Reaction::NoAnswer, Cause::NoAnswer, 25),
        (Reaction::Rejects(s(2)), Cause::Rejected, 2),
    ];
    for (reaction, cause, seconds) in table {
        assert_eq!(
            call("101", &[("101", reaction)]).end,
            hung_up(cause, seconds),
            "{reaction:?}"
        );
    }
}

#[test]
fn who_declines_declines_for_all_and_the_plan_goes_on() {
    let simulation = call(
        "100",
        &[("101", Reaction::Rejects(s(2))), ("102", Reaction::NoAnswer)],
    );
    let by = String::from("103");
    assert_eq!(simulation.end, End::Answered { by, after: s(2 + 5) });
}

#[test]
fn a_number_outside_reacts_like_any_other() {
    assert_eq!(
        call("0171", &[("0171", Reaction::Busy)]).end,
        hung_up(Cause::Busy, 0)
    );
    let unreachable = call("0171", &[("0171", Reaction::Unregistered)]);
    assert_eq!(unreachable.end, hung_up(Cause::Failed, 0));
    assert!(unreachable.to_string().contains("by carrier"), "{unreachable}");
}

#[test]
fn a_number_that_nobody_has_leads_through_no_step() {
    let simulation = call("999", &[]);
    assert_eq!(simulation.end, hung_up(Cause::NotFound, 0));
    assert!(simulation.moments.iter().all(|moment| moment.visit.is_none()));
}

#[test]
fn a_caller_who_leaves_ends_the_call_wherever_it_is() {
    let nobody = &[("101", Reaction::NoAnswer), ("102", Reaction::NoAnswer)];
    let simulation = stay("100", nobody, Some(s(12)));
    assert_eq!(simulation.end, End::CallerLeft { after: s(12) });
    assert_eq!(simulation.moments.len(), 1);
    assert_eq!(simulation.moments[0].took, s(12));
    let echo = stay("600", &[], Some(s(40)));
    assert_eq!(echo.end, End::CallerLeft { after: s(40) });
    assert_eq!(call("600", &[]).end, End::Stays { after: s(0) });
}
