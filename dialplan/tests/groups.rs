//! Groups: who is rung, when, and what follows.

#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use dialplan::{Context, Graph, Proof, Simulation, Source, World};

const PLAN: &str = r#"
version: 1
groups:
  team: {number: "500", members: ["101", "102", "103"], timeout: 20s}
  desk:
    strategy: in-order
    members: ["101", {extension: "102", timeout: 5s}, "103"]
    timeout: 10s
    rounds: 2
    skip_busy: true
  turns: {strategy: round-robin, members: ["101", "102", "103"]}
  idle: {strategy: least-recent, members: ["101", "102", "103"]}
  fair: {strategy: fewest-calls, members: ["101", "102", "103"]}
  lots: {strategy: weighted, members: ["101", {extension: "102", weight: 100}]}
routes:
  - {number: extensions, steps: [ring]}
  - {number: "501", steps: [ring: {group: desk}, hangup: {cause: failed}]}
  - {number: "502", steps: [ring: {group: turns}]}
  - {number: "503", steps: [ring: {group: idle}]}
  - {number: "504", steps: [ring: {group: fair}]}
  - {number: "505", steps: [ring: {group: lots}]}
tests:
  - name: a group has a number of its own and rings all at once
    given: {no_answer: all}
    when: {from: "101", to: "500"}
    expect: [{rings: ["101", "102", "103"], for: 20s}, {ends: no-answer}]
  - name: one after the other, each its own time, twice, then on
    given: {no_answer: all}
    when: {from: "101", to: "501"}
    expect:
      - {rings: "101", for: 10s}
      - {rings: "102", after: 10s, for: 5s}
      - {rings: "103", for: 10s}
      - {rings: "101", after: 25s}
      - {rings: "102"}
      - {rings: "103"}
      - {ends: failed, after: 50s}
  - name: who talks is passed over
    given: {busy: "101"}
    when: {from: "101", to: "501"}
    expect: [{rings: "102"}, {rings: "103", after: 5s}, {answered_by: "103", after: 10s}]
  - name: where all talk nobody rings
    given: {busy: all}
    when: {from: "101", to: "501"}
    expect: [{rings: nobody}, {ends: failed}]
  - name: the turn goes round
    given: {last_turn: {turns: "101"}, answers_after: 1s}
    when: {from: "101", to: "502"}
    expect: [answered_by: "102"]
  - name: who has been idle longest comes first
    given: {idle: {"101": 1m, "102": 3m, "103": 2m}, no_answer: all}
    when: {from: "101", to: "503"}
    expect: [rings: "102", rings: "103", rings: "101", ends: no-answer]
  - name: who has answered fewest comes first
    given: {answered: {"101": 2, "102": 1}, rejects: all}
    when: {from: "101", to: "504"}
    expect: [rings: "103", rings: "102", rings: "101", ends: rejected]
  - name: weight wins
    given: {draw: 7}
    when: {from: "101", to: "505"}
    expect: [answered_by: "102"]
  - name: nobody has a phone
    given: {unregistered: all}
    when: {from: "101", to: "504"}
    expect: [rings: nobody, ends: unregistered]
"#;

fn plan() -> Arc<Graph> {
    let context = Context {
        extensions: ["101", "102", "103"].map(str::to_owned).into(),
        trunks: [].into(),
        timezone: chrono_tz::Tz::Europe__Berlin,
        prompt_exists: &|_| true,
    };
    let compiled = dialplan::compile(&[Source::new("plan.yaml", PLAN)], &context);
    compiled.unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

#[test]
fn groups_ring_by_their_strategy() {
    let proof = Proof::of(&plan(), &[].into());
    let told = proof.told(&[Source::new("plan.yaml", PLAN)]);
    assert!(told.is_none(), "{}", told.unwrap());
}

#[test]
fn the_way_through_a_group_is_told_step_by_step() {
    let graph = plan();
    let facts = dialplan::Facts {
        from: String::from("102"),
        to: String::from("503"),
        outside: false,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    let told = Simulation::of(&graph, facts, &World::default()).to_string();
    assert_eq!(
        told,
        "      0s  plan.yaml:19 ring: the group idle: 101, 102, 103\n      0s  plan.yaml:19 ring: 101 rings (would \
         answer after 5s) → answered\n101 answers after 5s"
    );
}

#[test]
fn the_picture_shows_the_group_and_the_ways_that_tests_take() {
    let graph = plan();
    let picture = dialplan::Picture::of(&graph).with_tests(&Proof::of(&graph, &[].into()));
    let labels: Vec<&str> = picture.nodes.iter().map(|node| node.label.as_str()).collect();
    assert!(
        labels.contains(&"ring the group turns (round-robin): 101, 102, 103"),
        "{labels:?}"
    );
    let untaken: Vec<String> = picture
        .untaken()
        .map(|(step, exit)| format!("{step} {exit}"))
        .collect();
    assert!(
        untaken.iter().all(|way| !way.contains("plan.yaml:17 ring not")),
        "{untaken:?}"
    );
}
