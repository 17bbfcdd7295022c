//! What `softswitch simulate` says is what happens: random plans and callers, once through the simulator and once
//! through real calls on the simulated network.

use std::sync::Arc;
use std::time::Duration;

use dialplan::{Cause, Context, Digits, End, Facts, Graph, Happening, Reaction, Simulation, Source};
use proptest::prelude::{Just, Strategy, any, prop, prop_oneof};
use proptest::test_runner::{Config, TestRunner};
use sip_stack::message::StatusCode;
use tests::sim::{Action, OnRing, Outcome, World};

use crate::ms;

/// The users that plans ring.
const USERS: [(&str, &str); 4] = [("bob", "101"), ("carol", "102"), ("dave", "103"), ("eve", "104")];
const CASES: u32 = 200;

/// A plan and what a call to 500 meets in it.
#[derive(Clone, Debug)]
struct Case {
    plan: String,
    reactions: Vec<Reaction>,
    answers: Vec<String>,
    /// For how many minutes each user has been idle, and how many calls they have answered.
    known: Vec<(u64, u64)>,
    seed: u8,
}

fn case() -> impl Strategy<Value = Case> {
    let reactions = prop::collection::vec(reaction(), USERS.len());
    let answers = prop::collection::vec("[0-9*#]{0,3}", 0..5);
    let known = prop::collection::vec((0_u64..10, 0_u64..4), USERS.len());
    (plan(), reactions, answers, known, any::<u8>()).prop_map(|(plan, reactions, answers, known, seed)| {
        // Nobody answers at the very moment at which another does.
        let apart = |(at, reaction)| match reaction {
            Reaction::Answers(after) => Reaction::Answers(after + ms(50 * at)),
            reaction => reaction,
        };
        Case {
            plan,
            reactions: (0_u64..).zip(reactions).map(apart).collect(),
            answers,
            known,
            seed,
        }
    })
}

fn reaction() -> impl Strategy<Value = Reaction> {
    prop_oneof![
        (1_u64..25).prop_map(|after| Reaction::Answers(Duration::from_secs(after))),
        Just(Reaction::NoAnswer),
        Just(Reaction::Busy),
        Just(Reaction::Rejects(Duration::ZERO)),
        Just(Reaction::Unregistered),
    ]
}

/// Steps in YAML's flow style; only the last may be one that ends the call.
fn steps(menus: bool) -> impl Strategy<Value = String> {
    let users = prop::sample::subsequence(USERS.to_vec(), 1..=USERS.len());
    let ring = (users, 1_u64..20).prop_map(|(users, s)| {
        let users: Vec<String> = users.iter().map(|(_, number)| format!("\"{number}\"")).collect();
        format!("ring: {{extension: [{}], timeout: {s}s500ms}}", users.join(", "))
    });
    let plain = prop_oneof![
        4 => ring,
        3 => Just(String::from("ring: {group: team}")),
        1 => Just(String::from("answer")),
        1 => Just(String::from("play: {prompt: hello}")),
        1 => Just(String::from("caller: {from: [\"100-119\", anonymous], then: [play: {prompt: hello}], otherwise: [answer]}")),
        1 => Just(String::from("caller: {from: extensions, then: [answer], otherwise: [hangup: {cause: busy}]}")),
        if menus { 2 } else { 0 } => Just(String::from("menu: main")),
    ];
    let end = prop_oneof![
        Just(None),
        Just(Some("hangup: {cause: busy}")),
        Just(Some("hangup: {cause: no-answer}")),
        Just(Some("hangup")),
    ];
    (prop::collection::vec(plain, 1..4), end).prop_map(|(mut steps, end)| {
        steps.extend(end.map(str::to_owned));
        format!("[{}]", steps.join(", "))
    })
}

/// A group of some of the users, by any strategy.
fn group() -> impl Strategy<Value = String> {
    let users = prop::sample::subsequence(USERS.to_vec(), 1..=USERS.len()).prop_shuffle();
    let strategies = prop::sample::select(vec![
        "all, timeout: 7s500ms",
        "in-order, rounds: 2, timeout: 7s500ms",
        "round-robin",
        "random",
        "weighted",
        "least-recent, timeout: 3s500ms",
        "fewest-calls",
    ]);
    (users, strategies, any::<bool>()).prop_map(|(users, strategy, skip)| {
        let users: Vec<String> = users.iter().map(|(_, number)| format!("\"{number}\"")).collect();
        format!(
            "{{members: [{}], skip_busy: {skip}, strategy: {strategy}}}",
            users.join(", ")
        )
    })
}

fn plan() -> impl Strategy<Value = String> {
    let branches = [steps(true), steps(false), steps(false)];
    let parts = (steps(true), branches, 1..4, any::<bool>(), group());
    parts.prop_map(|(route, [one, two, timeout], tries, dial, group)| {
        format!(
            "version: 1
prompts: {{hello: hello.wav}}
groups:
  team: {group}
menus:
  main:
    prompt: hello
    extensions: {dial}
    tries: {tries}
    keys:
      \"2\": {one}
      \"*8\": {two}
    timeout: {timeout}
routes:
  - number: extensions
    steps: [ring: {{timeout: 9s500ms}}]
  - number: \"500\"
    steps: {route}
"
        )
    })
}

fn graph(plan: &str) -> Arc<Graph> {
    let context = Context {
        extensions: USERS.map(|(_, number)| number.to_owned()).into(),
        trunks: [].into(),
        timezone: "Europe/Berlin".parse().unwrap_or_else(|_| panic!("it is a zone")),
        prompt_exists: &|_| true,
    };
    dialplan::compile(&[Source::new("plan.yaml", plan)], &context)
        .unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

fn simulated(case: &Case, graph: &Arc<Graph>) -> Simulation {
    let facts = Facts {
        from: String::from("108"),
        to: String::from("500"),
        outside: false,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    Simulation::of(graph, facts, &meets(case))
}

fn meets(case: &Case) -> dialplan::World {
    let people = || USERS.iter().map(|(_, number)| (*number).to_owned());
    let line = |(minutes, answered): &(u64, u64)| dialplan::Line {
        talks: false,
        idle: Some(Duration::from_secs(60 * minutes)),
        answered: *answered,
    };
    dialplan::World {
        reactions: people().zip(case.reactions.iter().copied()).collect(),
        answers: case.answers.iter().map(|keys| Digits::of(keys)).collect(),
        lines: people().zip(case.known.iter().map(line)).collect(),
        last_turns: [(String::from("team"), String::from("102"))].into(),
        draw: u64::from(case.seed),
        ..dialplan::World::default()
    }
}

fn really(case: &Case, graph: &Arc<Graph>) -> Outcome {
    let mut world = World::new(case.seed)
        .with_plan(Arc::clone(graph), case.answers.clone())
        .knowing(meets(case));
    let alice = world.phone("alice", "108", OnRing::Ring);
    for ((name, number), reaction) in USERS.into_iter().zip(&case.reactions) {
        let on_ring = match *reaction {
            Reaction::Answers(after) => OnRing::Answer(after),
            Reaction::NoAnswer => OnRing::Ring,
            Reaction::Busy => OnRing::Reject(StatusCode::BUSY_HERE),
            Reaction::Rejects(_) => OnRing::Reject(StatusCode::DECLINE),
            Reaction::Unregistered => continue,
        };
        world.phone(name, number, on_ring);
    }
    world.at(ms(0), alice, Action::Dial("500"));
    world.at(ms(3_500_000), alice, Action::HangUp);
    world.run();
    match world.outcomes() {
        [outcome] => outcome.clone(),
        outcomes => panic!("expected one call, got {outcomes:?}"),
    }
}

/// How the call ended, in the words of call records.
fn end(simulation: &Simulation) -> (Option<String>, &'static str) {
    match &simulation.end {
        End::Answered { by, .. } => (Some(by.clone()), "CallerHungUp"),
        End::Stays { .. } | End::CallerLeft { .. } => (None, "CallerHungUp"),
        End::HungUp { cause, .. } => (
            None,
            match cause {
                Cause::Normal => "PlanEnded",
                Cause::Busy => "Busy",
                Cause::NoAnswer => "NoAnswer",
                Cause::Unregistered => "Unregistered",
                Cause::Rejected => "Rejected",
                Cause::NotFound => "NotFound",
                Cause::Failed => "Failed",
            },
        ),
    }
}

#[test]
fn the_simulator_takes_the_way_of_real_calls() {
    let mut runner = TestRunner::new(Config {
        failure_persistence: None,
        ..Config::with_cases(CASES)
    });
    let done = runner.run(&case(), |case| {
        let graph = graph(&case.plan);
        let (simulation, outcome) = (simulated(&case, &graph), really(&case, &graph));
        let steps: Vec<_> = simulation
            .moments
            .iter()
            .filter_map(|moment| moment.visit.clone())
            .collect();
        assert_eq!(steps, outcome.steps, "{simulation}");
        let (answered_by, reason) = end(&simulation);
        let answers = simulation.moments.iter().any(|moment| {
            matches!(
                moment.happening,
                Some(Happening::Answers | Happening::Plays { .. } | Happening::Asks { .. })
            )
        });
        // Whoever was answered by the switch has had their call: no cause reaches them.
        let reason = match simulation.end {
            End::HungUp { .. } if answers => "PlanEnded",
            _ => reason,
        };
        assert_eq!(format!("{:?}", outcome.reason), reason, "{simulation}");
        if let Some(by) = answered_by {
            assert_eq!(outcome.answered_by.as_deref(), Some(by.as_str()), "{simulation}");
        }
        if let (End::Answered { after, .. }, false) = (&simulation.end, answers) {
            let really = outcome.answered_after.unwrap_or_default();
            assert!(really.abs_diff(*after) < ms(1_000), "{really:?}: {simulation}");
        }
        Ok(())
    });
    done.unwrap_or_else(|error| panic!("{error}"));
}
