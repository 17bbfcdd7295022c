//! Plans as pictures, and which ways tests take.

#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;
use std::sync::Arc;

use dialplan::{Context, Graph, Kind, Picture, Proof, Source};

const PLAN: &str = r#"
version: 1
prompts: {hello: hello.wav}
menus:
  main:
    prompt: hello
    keys:
      "1": [ring: {extension: "101", timeout: 20s}]
      "2": [menu: main]
    timeout: [play: {prompt: hello}]
routes:
  - number: "100"
    steps:
      - answer
      - menu: main
      - hangup: {cause: busy}
  - number: {prefix: "0"}
    steps:
      - ring: {external: dialled}
tests:
  - name: key one
    given: {no_answer: all, digits: ["1"]}
    when: {from: "102", to: "100"}
    expect: [{rings: "101"}, {ends: busy}]
"#;

fn graph() -> Arc<Graph> {
    let context = Context {
        extensions: ["101", "102"].map(str::to_owned).into(),
        trunks: ["carrier"].map(str::to_owned).into(),
        timezone: chrono_tz::UTC,
        prompt_exists: &|_| true,
    };
    let source = Source::new("plan.yaml", PLAN);
    dialplan::compile(&[source], &context).unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// Each edge in words, sorted.
fn edges(picture: &Picture) -> Vec<String> {
    let mut edges: Vec<String> = picture
        .edges
        .iter()
        .map(|edge| {
            let (from, to) = (&picture.nodes[edge.from].label, &picture.nodes[edge.to].label);
            let mark = if edge.taken == Some(true) { "*" } else { "" };
            format!("{from} –{}{mark}→ {to}", edge.exit)
        })
        .collect();
    edges.sort();
    edges
}

#[test]
fn every_way_is_drawn_and_branches_come_back_behind_their_menu() {
    let picture = Picture::of(&graph());
    assert_eq!(
        edges(&picture),
        [
            "0… –on→ ring outside who was dialled for 30s",
            "100 –on→ answer",
            "answer –on→ menu hello.wav",
            "menu hello.wav –key 1→ ring 101 for 20s",
            "menu hello.wav –key 1→ ring 101 for 20s",
            "menu hello.wav –key 2→ menu hello.wav",
            "menu hello.wav –key 2→ menu hello.wav",
            "menu hello.wav –no key→ play hello.wav",
            "menu hello.wav –no key→ play hello.wav",
            "menu hello.wav –wrong key→ play hello.wav",
            "menu hello.wav –wrong key→ play hello.wav",
            "play hello.wav –on→ hang up: busy",
            "ring 101 for 20s –answered→ somebody has the call",
            "ring 101 for 20s –not answered→ hang up: busy",
            "ring outside who was dialled for 30s –answered→ somebody has the call",
            "ring outside who was dialled for 30s –not answered→ the plan is through",
        ]
    );
}

#[test]
fn tests_mark_the_ways_they_take() {
    let graph = graph();
    let proof = Proof::of(&graph, &BTreeMap::new());
    assert_eq!(proof.failed().count(), 0);
    let picture = Picture::of(&graph).with_tests(&proof);
    let taken: Vec<String> = edges(&picture)
        .into_iter()
        .filter(|edge| edge.contains('*'))
        .collect();
    assert_eq!(
        taken,
        [
            "100 –on*→ answer",
            "answer –on*→ menu hello.wav",
            "menu hello.wav –key 1*→ ring 101 for 20s",
            "ring 101 for 20s –not answered*→ hang up: busy",
        ]
    );
    let untaken: Vec<String> = picture
        .untaken()
        .map(|(step, exit)| format!("{step} → {exit}"))
        .collect();
    assert!(
        untaken.contains(&String::from("plan.yaml:8 ring → answered")),
        "{untaken:#?}"
    );
}

#[test]
fn mermaid_and_svg_show_every_node_and_edge() {
    let picture = Picture::of(&graph());
    let mermaid = picture.to_mermaid();
    let svg = picture.to_svg();
    for place in &picture.nodes {
        assert!(mermaid.contains(&place.label), "{mermaid}");
        assert!(svg.contains(&place.label), "{svg}");
    }
    assert_eq!(mermaid.matches(" -->").count(), picture.edges.len());
    assert_eq!(svg.matches("marker-end").count(), picture.edges.len());
    assert_eq!(svg.matches("<g>").count(), picture.nodes.len());
    let steps = picture.nodes.iter().filter(|place| place.kind == Kind::Step);
    assert!(steps.clone().all(|place| place.step.is_some()));
    assert_eq!(steps.count(), graph().steps().count());
}
