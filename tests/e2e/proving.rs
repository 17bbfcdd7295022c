//! A plan that is proved before a caller finds out: what the commands print.

use std::fs;
use std::path::Path;

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

#[test]
fn every_example_passes_its_check_and_its_tests() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../examples");
    for entry in fs::read_dir(examples).expect("examples") {
        let folder = entry.expect("an entry").path();
        if !folder.join("softswitch.yaml").is_file() {
            continue;
        }
        for command in ["check", "test"] {
            let told = output(PROGRAM, &folder, &[command]);
            let text =
                String::from_utf8_lossy(&told.stdout).into_owned() + &String::from_utf8_lossy(&told.stderr);
            assert_eq!(
                told.status.code(),
                Some(0),
                "{} {command}: {text}",
                folder.display()
            );
        }
    }
}

#[test]
fn a_failed_test_shows_its_line_its_way_and_what_no_test_comes_to() {
    let office = Office::new();
    let plan = fs::read_to_string(office.path("dialplan.yaml")).expect("the plan");
    let tests = "tests:
  - name: it rings for long
    given: {no_answer: all}
    when: {from: \"101\", to: \"102\"}
    expect:
      - rings: \"102\"
        for: 30s
";
    office.write("dialplan.yaml", &(plan + tests));
    let results = office.path("junit.xml");
    let junit = results.to_str().expect("a path");
    let told = output(PROGRAM, office.dir(), &["test", "--junit", junit]);
    assert_eq!(told.status.code(), Some(1));
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    for part in [
        "FAIL  ",
        "expected that 102 rings for 30s, but it is for 3s",
        "dialplan.yaml:20:",
        "dialplan.yaml:5 ring: 102 rings → no-answer",
        "no test comes to:",
        "0 of 1 tests passed; they come to 1 of 6 steps",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    let results = fs::read_to_string(results).expect("results");
    assert!(results.contains("tests=\"1\" failures=\"1\""), "{results}");
    let told = json(&office, &["test", "--json"]);
    assert_eq!(told["tests"][0]["passed"], false, "{told:#}");
    assert_eq!(told["tests"][0]["faults"][0]["line"], 20, "{told:#}");
    assert_eq!(told["untaken"].as_array().map(Vec::len), Some(5), "{told:#}");
}

#[test]
fn graph_draws_the_plan_in_three_forms() {
    let office = Office::new();
    let picture = json(&office, &["graph", "--format", "json", "--coverage"]);
    assert_eq!(
        picture["nodes"][0]["label"], "ring who was dialled for 3s",
        "{picture:#}"
    );
    assert_eq!(picture["nodes"][0]["step"]["line"], 5, "{picture:#}");
    assert_eq!(picture["edges"][0]["taken"], false, "{picture:#}");
    let mermaid = output(PROGRAM, office.dir(), &["graph"]);
    assert!(String::from_utf8_lossy(&mermaid.stdout).starts_with("flowchart TD\n"));
    let file = office.path("plan.svg");
    let path = file.to_str().expect("a path");
    let svg = output(
        PROGRAM,
        office.dir(),
        &["graph", "--format", "svg", "--output", path],
    );
    assert_eq!(svg.status.code(), Some(0));
    assert!(fs::read_to_string(file).expect("a drawing").starts_with("<svg "));
}

#[test]
fn diff_tells_what_a_new_plan_changes_for_callers() {
    let office = Office::new();
    let plan = fs::read_to_string(office.path("dialplan.yaml")).expect("the plan");
    office.write("new.yaml", &plan.replace("timeout: 3s", "timeout: 9s"));
    let (old, new) = (office.path("dialplan.yaml"), office.path("new.yaml"));
    let (old, new) = (old.to_str().expect("a path"), new.to_str().expect("a path"));
    let told = output(PROGRAM, office.dir(), &["diff", old, new]);
    let text = String::from_utf8_lossy(&told.stdout).into_owned();
    assert!(text.contains("  - 101 rings after 0s for 3s\n"), "{text}");
    assert!(text.contains("  + 101 rings after 0s for 9s\n"), "{text}");
    let folder = office.dir().to_str().expect("a path");
    let same = json(&office, &["diff", folder, folder, "--json"]);
    assert_eq!(same["changes"].as_array().map(Vec::len), Some(0), "{same:#}");
}
