use std::time::Duration;

use super::Strategy;
use crate::extension::Extension;
use crate::groups::{Line, Member, Standing};

fn members() -> Vec<Member> {
    let member = |(extension, weight): (&str, u64)| Member {
        extension: Extension::new(extension),
        timeout: None,
        weight,
    };
    [("101", 1), ("102", 8), ("103", 1)].map(member).into()
}

fn turn(strategy: Strategy, standing: &Standing) -> Vec<usize> {
    strategy.turn(&members(), standing).places().collect()
}

fn standing(lines: &[(&str, Line)]) -> Standing {
    Standing {
        lines: lines
            .iter()
            .map(|(number, line)| ((*number).to_owned(), *line))
            .collect(),
        ..Standing::default()
    }
}

#[test]
fn the_list_is_the_order_where_nothing_else_counts() {
    for strategy in [
        Strategy::All,
        Strategy::InOrder,
        Strategy::LeastRecent,
        Strategy::FewestCalls,
    ] {
        assert_eq!(turn(strategy, &Standing::default()), [0, 1, 2], "{strategy}");
    }
}

#[test]
fn round_robin_goes_on_after_the_last_first_one_and_begins_anew() {
    for (last, order) in [
        (None, [0, 1, 2]),
        (Some("101"), [1, 2, 0]),
        (Some("103"), [0, 1, 2]),
        (Some("199"), [0, 1, 2]),
    ] {
        let standing = Standing {
            last: last.map(str::to_owned),
            ..Standing::default()
        };
        assert_eq!(turn(Strategy::RoundRobin, &standing), order, "{last:?}");
    }
}

#[test]
fn whoever_has_been_idle_longest_comes_first_and_who_talks_last() {
    let idle = |minutes: u64| Line {
        idle: Some(Duration::from_secs(60 * minutes)),
        ..Line::default()
    };
    let talks = Line {
        talks: true,
        ..idle(90)
    };
    let some = standing(&[("101", talks), ("102", idle(1)), ("103", idle(5))]);
    assert_eq!(turn(Strategy::LeastRecent, &some), [2, 1, 0]);
    let never = standing(&[("101", idle(1)), ("102", idle(9))]);
    assert_eq!(turn(Strategy::LeastRecent, &never), [2, 1, 0]);
}

#[test]
fn whoever_answered_fewest_comes_first() {
    let answered = |answered| Line {
        answered,
        ..Line::default()
    };
    let some = standing(&[("101", answered(2)), ("102", answered(2)), ("103", answered(1))]);
    assert_eq!(turn(Strategy::FewestCalls, &some), [2, 0, 1]);
}

#[test]
fn draws_are_fair_and_weights_count() {
    let firsts = |strategy: Strategy| {
        let mut firsts = [0_usize; 3];
        for draw in 0..10_000 {
            let order = turn(
                strategy,
                &Standing {
                    draw,
                    ..Standing::default()
                },
            );
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2], "everybody has one turn");
            firsts[order[0]] += 1;
        }
        firsts
    };
    assert!(
        firsts(Strategy::Random)
            .iter()
            .all(|count| (3_000..3_700).contains(count))
    );
    let [one, two, three] = firsts(Strategy::Weighted);
    assert!((800..1_200).contains(&one) && (7_700..8_300).contains(&two) && (800..1_200).contains(&three));
}
