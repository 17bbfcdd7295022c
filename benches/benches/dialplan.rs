//! A plan of the largest size: how long it takes to check, and what a call and a step of it cost.
//! `cargo bench -p benches --bench dialplan`
#![allow(clippy::print_stdout, reason = "a benchmark tells what it measured")]

use std::error::Error;
use std::fmt::Write as _;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use dialplan::{Context, Facts, Graph, Op, Outcome, Run, Source};

const HOURS: usize = 2_000;
/// Of 10,000 routes.
const ALONE: usize = 8_800;
const RANGES: usize = 900;
const BEGINNINGS: usize = 100;
const PATTERNS: usize = 200;
const ROUTES_A_FILE: usize = 2_500;
const CALLS: usize = 100_000;

/// The number of the `n`th call.
type Dialled = fn(usize) -> String;

fn main() -> Result<(), Box<dyn Error>> {
    let sources = plan()?;
    let began = Instant::now();
    let graph = check(&sources)?;
    let took = began.elapsed();
    let (routes, took) = (graph.route_count(), took.as_secs_f64() * 1e3);
    println!(
        "{routes} routes and {HOURS} hours in {} files: checked in {took:.1} ms",
        sources.len()
    );
    println!("number is of     a call is routed    and goes on, a step");
    let kinds: [(&str, Dialled); 4] = [
        ("itself", |call| format!("1{:05}", call % ALONE)),
        ("a range", |call| format!("2{:05}", call % (RANGES * 10))),
        ("a pattern", |call| {
            format!("33{:03}0{}", call % PATTERNS, call % 10)
        }),
        ("a beginning", |call| format!("9{:02}12345", call % BEGINNINGS)),
    ];
    for (name, number) in kinds {
        let (start, step) = calls(&graph, number);
        println!("{name:14}  {start:12.2} us        {step:12.2} us");
    }
    Ok(())
}

fn check(sources: &[Source]) -> Result<Arc<Graph>, dialplan::Diagnostics> {
    let context = Context {
        extensions: ["101"].map(str::to_owned).into(),
        trunks: [].into(),
        timezone: chrono_tz::Tz::Europe__Berlin,
        prompt_exists: &|_| true,
    };
    dialplan::compile(sources, &context)
}

/// Microseconds until the first step of a call is known, and until the next one is.
fn calls(graph: &Arc<Graph>, number: Dialled) -> (f64, f64) {
    let facts: Vec<Facts> = (0..CALLS)
        .map(|call| Facts {
            from: String::from("101"),
            to: number(call),
            outside: false,
            at: chrono::DateTime::UNIX_EPOCH,
        })
        .collect();
    let began = Instant::now();
    let mut runs: Vec<(Run, Op)> = facts
        .into_iter()
        .map(|facts| Run::start(Arc::clone(graph), facts))
        .collect();
    let start = began.elapsed();
    let routed = runs
        .iter()
        .filter(|(_, op)| matches!(op, Op::Ring { .. }))
        .count();
    assert_eq!(routed, CALLS, "every call has a route");
    let began = Instant::now();
    for (run, _) in &mut runs {
        black_box(run.resume(Outcome::NoAnswer));
        black_box(run.resume(Outcome::Done));
    }
    let steps = began.elapsed();
    let each = |took: std::time::Duration, count: usize| took.as_secs_f64() * 1e6 / count as f64;
    (each(start, CALLS), each(steps, 2 * CALLS))
}

/// Its files: one of hours, and the routes in several.
fn plan() -> Result<Vec<Source>, std::fmt::Error> {
    let mut hours = String::from("version: 1\nhours:\n");
    for name in 0..HOURS {
        writeln!(
            hours,
            "  h{name}: {{open: {{mon-thu: [\"08:30-12:00\", \"13:00-17:30\"], fri: \"08:30-15:00\"}}}}"
        )?;
    }
    let alone = (0..ALONE).map(|route| format!("\"1{route:05}\""));
    let ranges = (0..RANGES).map(|route| format!("\"2{:05}-2{:05}\"", route * 10, route * 10 + 9));
    let patterns = (0..PATTERNS).map(|route| format!("\"~33{route:03}0[0-9]\""));
    let beginnings = (0..BEGINNINGS).map(|route| format!("{{prefix: \"9{route:02}\"}}"));
    let numbers: Vec<String> = alone.chain(ranges).chain(patterns).chain(beginnings).collect();
    let mut files = vec![Source::new("hours.yaml", hours)];
    for (file, numbers) in numbers.chunks(ROUTES_A_FILE).enumerate() {
        let mut text = String::from("version: 1\nroutes:\n");
        for (route, number) in numbers.iter().enumerate() {
            writeln!(
                text,
                "  - number: {number}\n    steps:\n      - hours: {{name: h{}, holiday: hangup}}\n      \
                 - ring: {{extension: \"101\"}}\n      - answer\n      - echo",
                (file + route) % HOURS
            )?;
        }
        files.push(Source::new(format!("routes-{file}.yaml"), text));
    }
    Ok(files)
}
