//! No text panics, and none takes long.

#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use dialplan::{Context, Diagnostics, Facts, Op, Outcome, Run, Source};
use proptest::prelude::{Strategy, any, prop, prop_assert, prop_oneof, proptest};
use proptest::sample::select;

fn compile(text: &str) -> Result<std::sync::Arc<dialplan::Graph>, Diagnostics> {
    let extensions = ["101", "102"].map(str::to_owned).into();
    dialplan::compile(
        &[Source::new("plan.yaml", text)],
        &Context {
            extensions,
            trunks: ["carrier", "backup"].map(str::to_owned).into(),
            timezone: chrono_tz::Tz::Europe__Berlin,
            prompt_exists: &|_| true,
        },
    )
}

const WORDS: [&str; 51] = [
    "version",
    "prompts",
    "routes",
    "number",
    "steps",
    "ring",
    "answer",
    "play",
    "tone",
    "echo",
    "hangup",
    "extension",
    "timeout",
    "prompt",
    "cause",
    "menus",
    "menu",
    "keys",
    "tries",
    "barge_in",
    "\n  main:\n    ",
    "\"1\": ",
    ": ",
    ":",
    "- ",
    "\n",
    "\n  ",
    "\n    ",
    "\n      ",
    "{",
    "}",
    "[",
    "]",
    ", ",
    "\"",
    "'",
    "\"101\"",
    "extensions",
    "30s",
    "1",
    "0100",
    "~",
    "&a ",
    "*a",
    "!!str ",
    "|\n",
    "# ",
    "\t",
    "\u{202e}",
    "é",
    "---\n",
];

fn looks_like_a_plan() -> impl Strategy<Value = String> {
    let pieces = prop::collection::vec(select(WORDS.as_slice()), 0..60).prop_map(|words| words.concat());
    prop_oneof![
        any::<String>(),
        pieces.clone(),
        pieces.prop_map(|text| format!("version: 1\nroutes:\n  - {text}"))
    ]
}

proptest! {
    #[test]
    fn any_text_is_a_plan_or_a_list_of_mistakes(text in looks_like_a_plan()) {
        if let Err(mistakes) = compile(&text) {
            prop_assert!(mistakes.count() > 0);
            let told = mistakes.to_string();
            prop_assert!(!told.chars().any(|c| c.is_control() && c != '\n'), "{told:?}");
            prop_assert!(mistakes.to_json().starts_with('['));
        }
    }

    #[test]
    fn every_run_ends(outcomes in prop::collection::vec(select(vec![
        Outcome::Done, Outcome::Busy, Outcome::NoAnswer, Outcome::Unregistered, Outcome::Rejected, Outcome::Failed,
    ]), 5), to in select(vec!["101", "700", "701", "1"])) {
        let graph = compile("
version: 1
routes:
  - {number: extensions, steps: [ring]}
  - {number: '700', steps: [ring: {extension: '101'}, answer, hangup]}
  - {number: '701', steps: [answer, answer, answer, answer]}
").unwrap();
        let (mut run, mut op) = Run::start(graph, Facts { from: String::new(), to: to.to_owned(), outside: false, at: chrono::DateTime::UNIX_EPOCH });
        for outcome in outcomes {
            op = run.resume(outcome);
        }
        let ended = matches!(op, Op::Hangup { .. });
        prop_assert!(ended, "{op:?}");
    }
}

/// A limit answers with one mistake of this kind, not with a long wait.
#[track_caller]
fn refused(text: &str, code: &str) {
    let mistakes = compile(text).expect_err("a limit is exceeded");
    assert!(mistakes.iter().any(|mistake| mistake.code == code), "{mistakes}");
}

#[test]
fn aliases_do_not_multiply_without_end() {
    let mut bomb = String::from("a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n");
    for level in 1..20 {
        let below = format!("*a{}", level - 1);
        bomb.push_str(&format!(
            "a{level}: &a{level} [{}]\n",
            [below.as_str(); 9].join(", ")
        ));
    }
    refused(&bomb, "too-large");
}

#[test]
fn a_long_text_is_not_copied_by_many_aliases() {
    let copies = ["*a"; 100_000].join(", ");
    refused(
        &format!("a: &a {}\nb: [{copies}]\n", "x".repeat(100_000)),
        "too-large",
    );
}

#[test]
fn nesting_ends_somewhere() {
    refused(&"[".repeat(100_000), "too-deep");
    refused(&"{a: ".repeat(100_000), "too-deep");
    refused(&"- ".repeat(100_000), "too-deep");
    let indented: String = (0..1_000)
        .map(|depth| format!("{}a:\n", " ".repeat(depth)))
        .collect();
    refused(&indented, "too-deep");
}

#[test]
fn a_thousand_mistakes_are_counted_and_a_hundred_told() {
    let text = format!(
        "version: 1\nroutes:\n{}",
        "  - {number: 1, steps: [anser]}\n".repeat(1_000)
    );
    let mistakes = compile(&text).unwrap_err();
    assert_eq!((mistakes.count(), mistakes.iter().count()), (2_000, 100));
    assert!(
        mistakes
            .to_string()
            .ends_with("2000 mistakes found, the first 100 are shown")
    );
}

#[test]
fn ten_thousand_routes_fit_and_one_more_does_not() {
    let routes = |count: usize| {
        (0..count)
            .map(|n| format!("  - {{number: \"9{n}\", steps: [answer]}}\n"))
            .collect::<String>()
    };
    assert_eq!(
        compile(&format!("version: 1\nroutes:\n{}", routes(10_000)))
            .unwrap()
            .route_count(),
        10_000
    );
    refused(&format!("version: 1\nroutes:\n{}", routes(10_001)), "too-many");
}

#[test]
fn many_unknown_extensions_among_many_users_take_no_time() {
    let extensions = (1_000..5_000).map(|n: u32| n.to_string()).collect();
    let strangers: String = (0..20_000)
        .map(|n| format!("      - ring: {{extension: \"9{n:05}\"}}\n      - answr\n"))
        .collect();
    let steps = strangers
        .lines()
        .collect::<Vec<_>>()
        .chunks(100)
        .map(|steps| format!("  - number: \"7\"\n    steps:\n{}\n", steps.join("\n")))
        .collect::<String>();
    let source = Source::new("plan.yaml", format!("version: 1\nroutes:\n{steps}"));
    let mistakes = dialplan::compile(
        &[source],
        &Context {
            extensions,
            trunks: ["carrier", "backup"].map(str::to_owned).into(),
            timezone: chrono_tz::Tz::Europe__Berlin,
            prompt_exists: &|_| true,
        },
    )
    .unwrap_err();
    assert!(mistakes.count() > 40_000, "{}", mistakes.count());
}
