//! A caller's way through menus.

#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use dialplan::{Cause, Context, Digits, Facts, Gather, Graph, Op, Outcome, Proof, Run, Source};

const PLAN: &str = r#"
version: 1
prompts: {welcome: welcome.wav, sales: sales.wav, sorry: sorry.wav, hello: hello.wav}
menus:
  main:
    prompt: welcome
    invalid_prompt: sorry
    timeout_prompt: hello
    extensions: true
    first_key: 6s
    tries: 2
    keys:
      "1": {ring: {extension: "103"}}
      "2": {menu: sales}
      "9": {menu: main}
    timeout: {ring: {extension: "102"}}
    invalid: {hangup: {cause: rejected}}
  sales:
    prompt: sales
    barge_in: false
    tries: 1
    keys:
      "1": [ring: {extension: "101"}, play: {prompt: sorry}]
      "*": {menu: main}
    timeout: {hangup: {cause: no-answer}}
routes:
  - number: extensions
    steps: [ring: {timeout: 25s}]
  - number: "500"
    steps: [menu: main, ring: {extension: "101", timeout: 7s}]
  - number: "501"
    steps: [menu: {name: sales}, hangup]
"#;

fn plan() -> Arc<Graph> {
    compiled(&[Source::new("plan.yaml", PLAN)])
}

fn compiled(sources: &[Source]) -> Arc<Graph> {
    let context = Context {
        extensions: ["101", "102", "103"].map(str::to_owned).into(),
        trunks: ["carrier"].map(str::to_owned).into(),
        timezone: chrono_tz::Tz::Europe__Berlin,
        prompt_exists: &|_| true,
    };
    dialplan::compile(sources, &context).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn call(to: &str) -> (Run, Op) {
    let facts = Facts {
        from: String::from("102"),
        to: to.to_owned(),
        outside: false,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    Run::start(plan(), facts)
}

/// What a question plays.
fn asked(op: &Op) -> String {
    let Op::Gather(Gather { prompts, .. }) = op else {
        panic!("{op:?} is no question")
    };
    prompts.join(" ")
}

fn rung(op: &Op) -> (String, u64) {
    let Op::Ring {
        extensions, timeout, ..
    } = op
    else {
        panic!("{op:?} is no ring")
    };
    (extensions[0].as_str().to_owned(), timeout.as_secs())
}

fn press(run: &mut Run, keys: &str) -> Op {
    run.resume(Outcome::Gathered(Digits::of(keys)))
}

const fn hangup(cause: Cause) -> Op {
    Op::Hangup { cause }
}

#[test]
fn a_key_leads_to_its_steps() {
    let (mut run, op) = call("500");
    assert_eq!(asked(&op), "welcome.wav");
    assert_eq!(rung(&press(&mut run, "1")), (String::from("103"), 30));
}

#[test]
fn the_step_after_a_menu_is_for_whose_choice_led_nowhere() {
    let (mut run, _) = call("500");
    press(&mut run, "1");
    assert_eq!(rung(&run.resume(Outcome::Busy)), (String::from("101"), 7));
    assert_eq!(run.resume(Outcome::NoAnswer), hangup(Cause::NoAnswer));
}

#[test]
fn a_user_can_be_dialled_as_if_from_a_phone() {
    let (mut run, op) = call("500");
    let Op::Gather(gather) = op else {
        panic!("a question")
    };
    let mut answer = Digits::default();
    assert!("102".chars().any(|key| gather.take(&mut answer, key)));
    assert_eq!(rung(&press(&mut run, "102")), (String::from("102"), 25));
    assert_eq!(rung(&run.resume(Outcome::NoAnswer)), (String::from("101"), 7));
}

#[test]
fn who_presses_nothing_is_asked_again_and_then_sent_on() {
    let (mut run, _) = call("500");
    assert_eq!(asked(&press(&mut run, "")), "hello.wav welcome.wav");
    assert_eq!(rung(&press(&mut run, "")).0, "102");
}

#[test]
fn a_wrong_key_is_told_and_then_ends_where_the_plan_says() {
    let (mut run, _) = call("500");
    assert_eq!(asked(&press(&mut run, "7")), "sorry.wav welcome.wav");
    assert_eq!(press(&mut run, "104"), hangup(Cause::Rejected));
}

#[test]
fn the_last_try_says_where_it_leads() {
    let (mut run, _) = call("500");
    press(&mut run, "7");
    assert_eq!(rung(&press(&mut run, "")).0, "102");
}

#[test]
fn menus_lead_to_one_another_and_begin_anew() {
    let (mut run, _) = call("500");
    press(&mut run, "");
    assert_eq!(asked(&press(&mut run, "2")), "sales.wav");
    assert_eq!(asked(&press(&mut run, "*")), "welcome.wav");
    assert_eq!(
        asked(&press(&mut run, "8")),
        "sorry.wav welcome.wav",
        "its first try"
    );
    let steps: Vec<_> = run.trace().iter().map(|visit| visit.line).collect();
    assert_eq!(steps, [30, 30, 14, 24, 24]);
}

#[test]
fn nobody_walks_in_circles_for_ever() {
    let (mut run, _) = call("500");
    let walked = (0..2_000).take_while(|_| press(&mut run, "9") != hangup(Cause::Failed));
    assert_eq!(walked.count(), 999);
}

#[test]
fn a_question_says_how_long_it_waits_and_whether_keys_interrupt_it() {
    let (mut run, op) = call("500");
    let sales = press(&mut run, "2");
    let told = [op, sales].map(|op| match op {
        Op::Gather(it) => (it.barge_in, it.first_key.as_secs(), it.next_key),
        op => panic!("{op:?} is no question"),
    });
    let two = Duration::from_secs(2);
    assert_eq!(told, [(true, 6, two), (false, 5, two)]);
}

#[test]
fn a_caller_who_left_and_a_question_that_failed_go_no_further() {
    let (mut run, _) = call("500");
    assert_eq!(run.resume(Outcome::HungUp), hangup(Cause::Normal));
    let (mut run, _) = call("501");
    assert_eq!(
        run.resume(Outcome::Failed),
        hangup(Cause::NoAnswer),
        "as without a key"
    );
}

#[test]
fn the_plans_own_tests_press_keys() {
    let text = format!(
        "{PLAN}
tests:
  - name: a key, and nobody there
    given: {{digits: [\"1\"], no_answer: all}}
    when: {{from: \"102\", to: \"500\"}}
    expect: [{{plays: welcome}}, {{rings: \"103\"}}, {{rings: \"101\"}}, {{ends: no-answer}}]
  - name: one who dials too slowly
    when: {{from: \"102\", to: \"500\"}}
    expect: [{{plays: welcome}}, {{plays: hello}}, {{plays: welcome, after: 6s, for: 6s}}, {{rings: \"102\", after: 12s}}]
  - name: dials somebody
    given: {{digits: [\"7\", \"101\"]}}
    when: {{from: \"102\", to: \"500\"}}
    expect: [{{plays: welcome}}, {{plays: sorry}}, {{plays: welcome}}, {{rings: \"101\"}}]
"
    );
    let sources = [Source::new("plan.yaml", text)];
    let proof = Proof::of(&compiled(&sources), &BTreeMap::new());
    let told = proof.told(&sources).map(|told| told.to_string());
    assert_eq!(told, None);
}
