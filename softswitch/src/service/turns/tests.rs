use std::sync::Arc;
use std::time::{Duration, Instant};

use dialplan::{Context, Facts, Group, Op, Run, Source};
use sip_stack::tokens::Tokens;

use super::Turns;
use crate::call::{Lamp, LampDialog, LampState, LegId, Role};
use crate::clock;

fn group(strategy: &str) -> Arc<Group> {
    let plan = format!(
        "version: 1\ngroups:\n  team: {{number: \"500\", strategy: {strategy}, skip_busy: true, \
         members: [\"101\", \"102\", \"103\"]}}\nroutes:\n  - {{number: extensions, steps: [ring]}}\n"
    );
    let context = Context {
        extensions: ["101", "102", "103"].map(str::to_owned).into(),
        trunks: [].into(),
        timezone: "Europe/Berlin".parse().unwrap(),
        prompt_exists: &|_| true,
    };
    let graph = dialplan::compile(&[Source::new("plan.yaml", plan)], &context).unwrap();
    let facts = Facts {
        from: String::from("108"),
        to: String::from("500"),
        outside: false,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    match Run::start(graph, facts).1 {
        Op::Hunt(group) => group,
        op => panic!("expected a group, got {op:?}"),
    }
}

fn talks(extension: &str, role: Role) -> Lamp {
    Lamp {
        leg: LegId::CALLER,
        extension: extension.to_owned(),
        state: LampState::Talking,
        role,
        remote: None,
        dialog: LampDialog {
            call_id: "1".into(),
            local_tag: "a".into(),
            remote_tag: "b".into(),
        },
    }
}

fn order(turns: &Turns, group: &Group, now: Instant) -> Vec<usize> {
    turns.choose(group, now).places().collect()
}

#[test]
fn whoever_talks_is_left_out_until_the_call_is_over_and_then_comes_last() {
    let (turns, team, now) = (
        Turns::new(Tokens::from_seed([1; 32])),
        group("least-recent"),
        clock::now(),
    );
    let call = [talks("101", Role::Callee)];
    turns.note(&[], &call, now);
    assert_eq!(order(&turns, &team, now), [1, 2]);
    turns.note(&call, &[], now + Duration::from_secs(60));
    assert_eq!(order(&turns, &team, now + Duration::from_secs(61)), [1, 2, 0]);
}

#[test]
fn calls_that_were_answered_count_and_calls_that_were_made_do_not() {
    let (turns, team, now) = (
        Turns::new(Tokens::from_seed([1; 32])),
        group("fewest-calls"),
        clock::now(),
    );
    for call in [talks("101", Role::Callee), talks("102", Role::Caller)] {
        turns.note(&[], std::slice::from_ref(&call), now);
        turns.note(&[call], &[], now);
    }
    assert_eq!(order(&turns, &team, now), [1, 2, 0]);
}

#[test]
fn a_round_robin_goes_on_from_call_to_call() {
    let (turns, team, now) = (
        Turns::new(Tokens::from_seed([1; 32])),
        group("round-robin"),
        clock::now(),
    );
    let firsts: Vec<usize> = (0..4).map(|_| order(&turns, &team, now)[0]).collect();
    assert_eq!(firsts, [0, 1, 2, 0]);
}
