//! Which route a dialled number takes.

#![expect(clippy::panic, reason = "a test that cannot go on fails")]

use std::sync::Arc;

use dialplan::{Cause, Context, Facts, Graph, Op, Run, Source};
use proptest::prelude::*;

fn plan(text: &str) -> Arc<Graph> {
    let context = Context {
        extensions: ["205", "101"].map(str::to_owned).into(),
        trunks: ["carrier"].map(str::to_owned).into(),
        timezone: chrono_tz::Tz::UTC,
        prompt_exists: &|_| true,
    };
    dialplan::compile(&[Source::new("plan.yaml", text)], &context)
        .unwrap_or_else(|mistakes| panic!("{mistakes}"))
}

/// What becomes of a call at once.
fn op(plan: &Arc<Graph>, to: &str, outside: bool) -> Op {
    let facts = Facts {
        from: String::from("101"),
        to: to.to_owned(),
        outside,
        at: chrono::DateTime::UNIX_EPOCH,
    };
    Run::start(Arc::clone(plan), facts).1
}

const PLAN: &str = r#"
version: 1
routes:
  - number: extensions
    steps: [ring]
  - number: "210"
    steps: [hangup: {cause: busy}]
  - number: ["200-249", "700"]
    steps: [answer, echo]
  - number: ["~00[1-9][0-9]{6,}", "~2.*"]
    steps: [hangup: {cause: rejected}]
  - number: {prefix: "0"}
    steps: [ring: {external: dialled, trunk: carrier}, hangup]
"#;

#[test]
fn the_number_alone_comes_first_then_users_ranges_patterns_and_beginnings() {
    let plan = plan(PLAN);
    let busy = Op::Hangup { cause: Cause::Busy };
    let rejected = Op::Hangup {
        cause: Cause::Rejected,
    };
    assert_eq!(op(&plan, "210", false), busy);
    assert!(matches!(op(&plan, "205", false), Op::Ring { .. }));
    for number in ["200", "249", "223", "700"] {
        assert_eq!(op(&plan, number, false), Op::Answer, "{number}");
    }
    for number in ["250", "2", "001234567"] {
        assert_eq!(op(&plan, number, false), rejected, "{number}");
    }
    assert!(matches!(op(&plan, "0012345", false), Op::Dial { number, .. } if number == "0012345"));
    assert_eq!(
        op(&plan, "999", false),
        Op::Hangup {
            cause: Cause::NotFound
        }
    );
}

#[test]
fn nobody_from_outside_comes_outside_again_by_many_numbers() {
    let plan = plan(PLAN);
    assert_eq!(
        op(&plan, "0012345", true),
        Op::Hangup {
            cause: Cause::NotFound
        }
    );
    assert_eq!(op(&plan, "223", true), Op::Answer);
}

proptest! {
    #[test]
    fn a_range_has_just_the_numbers_between_its_ends(
        ends in proptest::collection::btree_set(100_u16..999, 2..20),
        number in 0_u16..2_000,
    ) {
        let ends: Vec<u16> = ends.into_iter().collect();
        let ranges: Vec<(u16, u16)> = ends.chunks_exact(2).map(|pair| (pair[0], pair[1])).collect();
        let routes = ranges.iter().map(|(first, last)| {
            format!("  - number: \"{first}-{last}\"\n    steps: [answer, echo]\n")
        });
        let text = format!("version: 1\nroutes:\n{}", routes.collect::<String>());
        let is_in = ranges.iter().any(|(first, last)| (first..=last).contains(&&number));
        let found = op(&plan(&text), &number.to_string(), false) == Op::Answer;
        prop_assert_eq!(found, is_in, "{} in {}", number, text);
    }
}
