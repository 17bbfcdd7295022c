//! A plan that is proved before a caller finds out: what the commands print.

use serde_json::Value;
use tests::real::{Office, output};

use crate::PROGRAM;

fn json(office: &Office, arguments: &[&str]) -> Value {
    let told = output(PROGRAM, office.dir(), arguments);
    serde_json::from_slice(&told.stdout).unwrap_or_else(|error| {
        panic!(
            "{error}: {}{}",
            String::from_utf8_lossy(&told.stdout),
            String::from_utf8_lossy(&told.stderr)
        )
    })
}

#[test]
fn simulate_tells_the_way_of_a_call() {
    let office = Office::new();
    let told = output(
        PROGRAM,
        office.dir(),
        &["simulate", "--from", "102", "--to", "101", "--no-answer", "all"],
    );
    assert_eq!(told.status.code(), Some(0));
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(
        text.contains("dialplan.yaml:5 ring: 101 rings → no-answer"),
        "{text}"
    );
    assert!(text.contains("the switch hangs up after 3s: no-answer"), "{text}");

    let echo = json(&office, &["simulate", "--from", "101", "--to", "600", "--json"]);
    assert_eq!(echo["moments"][1]["happening"]["what"], "echoes", "{echo:#}");
    assert_eq!(echo["end"]["how"], "stays", "{echo:#}");
}

#[test]
fn simulate_refuses_a_trunk_that_does_not_exist() {
    let office = Office::new();
    let told = output(
        PROGRAM,
        office.dir(),
        &["simulate", "--from", "+49171", "--to", "101", "--trunk", "carier"],
    );
    assert_eq!(told.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&told.stderr).contains("no trunk \"carier\""));
}
