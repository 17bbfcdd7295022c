//! The command line as a person uses it.

use std::io::{Read, Write};
use std::net::TcpStream;

use tests::real::{Office, free_port, output};

use crate::{PROGRAM, start};

#[test]
fn a_settings_file_with_five_mistakes_reports_all_five() {
    let office = Office::new();
    office.write(
        "softswitch.yaml",
        "version: 1
domian: office.example
timezone: Europe/Berln
sip:
  listen: [udp://127.0.0.1:99999]
media:
  codecs: [opus, g733]
users:
  - {extension: \"101\", name: Alice}
  - {extension: \"101\", name: Bob}
dialplan: dialplan.yaml
",
    );
    let check = output(PROGRAM, office.dir(), &["check"]);
    assert_eq!(check.status.code(), Some(1));
    let text = String::from_utf8_lossy(&check.stderr).into_owned();
    for (line, what) in [
        (2, "domian"),
        (3, "Europe/Berln"),
        (5, "99999"),
        (7, "g733"),
        (10, "101"),
    ] {
        assert!(
            text.contains(&format!("softswitch.yaml:{line}:")),
            "line {line}:\n{text}"
        );
        assert!(text.contains(what), "{what}:\n{text}");
    }
    let run = output(PROGRAM, office.dir(), &["run"]);
    assert_eq!(
        run.status.code(),
        Some(1),
        "a switch with mistakes does not start"
    );
}

#[test]
fn editors_are_told_the_shape_of_a_plan() {
    let schema = output(PROGRAM, Office::new().dir(), &["schema", "dialplan"]);
    let schema: serde_json::Value = serde_json::from_slice(&schema.stdout).expect("JSON");
    assert_eq!(schema["title"], "Softswitch dialplan");
    assert!(schema["properties"]["routes"].is_object());
}

#[test]
fn a_dialplan_mistake_shows_its_place() {
    let office = Office::new();
    office.write(
        "dialplan.yaml",
        "version: 1\nroutes:\n  - number: \"700\"\n    steps:\n      - ring: {extension: \"1o1\"}\n",
    );
    let check = output(PROGRAM, office.dir(), &["check"]);
    assert_eq!(check.status.code(), Some(1));
    let text = String::from_utf8_lossy(&check.stderr).into_owned();
    assert!(
        text.contains("dialplan.yaml:5:") && text.contains('^') && text.contains("101"),
        "{text}"
    );
    let json = output(PROGRAM, office.dir(), &["check", "--json"]);
    let mistakes: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(mistakes[0]["line"], 5, "{mistakes:#}");
}

#[test]
fn mistakes_of_settings_and_dialplan_are_told_in_one_run() {
    let office = Office::new();
    office.write(
        "softswitch.yaml",
        "version: 1\ntimezone: Europe/Berln\nusers:\n  - {extension: \"101\", nme: Alice}\n",
    );
    office.write(
        "dialplan.yaml",
        "version: 1\nroutes:\n  - number: \"700\"\n    steps:\n      - ring: {extension: \"101\"}\n      - ring: {extension: \"109\"}\n",
    );
    let check = output(PROGRAM, office.dir(), &["check"]);
    assert_eq!(check.status.code(), Some(1));
    let text = String::from_utf8_lossy(&check.stderr).into_owned();
    for place in ["softswitch.yaml:2:", "softswitch.yaml:4:", "dialplan.yaml:6:"] {
        assert!(text.contains(place), "{place}\n{text}");
    }
    assert!(!text.contains("dialplan.yaml:5:"), "101 is a user:\n{text}");
    let json = output(PROGRAM, office.dir(), &["check", "--json"]);
    let mistakes: serde_json::Value = serde_json::from_slice(&json.stdout).expect("JSON");
    assert_eq!(mistakes.as_array().map(Vec::len), Some(3), "{mistakes:#}");
}

#[test]
fn a_sound_office_passes_the_check() {
    let office = Office::new();
    assert!(output(PROGRAM, office.dir(), &["check"]).status.success());
}

#[test]
fn wrong_usage_exits_with_two() {
    let office = Office::new();
    assert_eq!(output(PROGRAM, office.dir(), &["dance"]).status.code(), Some(2));
}

#[test]
fn a_port_in_use_is_explained() {
    let (office, other) = two_offices_on_one_port();
    let _running = start(&office);
    let second = output(PROGRAM, other.dir(), &["run"]);
    assert_eq!(second.status.code(), Some(1));
    let text = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(text.contains("cannot listen on"), "{text}");
}

#[test]
fn a_second_switch_on_the_same_data_is_refused() {
    let office = Office::new();
    let _running = start(&office);
    let second = output(PROGRAM, office.dir(), &["run"]);
    assert_eq!(second.status.code(), Some(1));
    let text = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(text.contains("in use by another program"), "{text}");
}

fn two_offices_on_one_port() -> (Office, Office) {
    let port = free_port();
    (Office::listening_on(port), Office::listening_on(port))
}

#[test]
fn the_self_test_passes_against_a_running_switch() {
    let office = Office::listening_on(free_port());
    let _running = start(&office);
    let selftest = output(PROGRAM, office.dir(), &["selftest", "--json"]);
    let text = String::from_utf8_lossy(&selftest.stdout).into_owned();
    assert!(
        selftest.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&selftest.stderr)
    );
    let report: serde_json::Value = serde_json::from_str(&text).expect("JSON");
    let names: Vec<&str> = report["checks"]
        .as_array()
        .expect("checks")
        .iter()
        .filter_map(|check| check["name"].as_str())
        .collect();
    let expected = [
        "register two phones",
        "call, talk both ways",
        "echo",
        "busy",
        "cancelled",
        "unanswered",
        "unregister",
    ];
    assert_eq!(names, expected);
}

#[test]
fn the_self_test_says_what_is_wrong_without_a_switch() {
    let office = Office::listening_on(free_port());
    drop(start(&office));
    let selftest = output(PROGRAM, office.dir(), &["selftest"]);
    assert_eq!(selftest.status.code(), Some(1));
    let text = String::from_utf8_lossy(&selftest.stdout).into_owned();
    assert!(
        text.contains("FAULT") && text.contains("did not answer"),
        "{text}"
    );
}

#[test]
fn health_readiness_and_metrics_are_served() {
    let office = Office::new();
    let program = start(&office);
    assert!(get(&program.web, "/healthz").starts_with("HTTP/1.1 200"));
    assert!(get(&program.web, "/readyz").starts_with("HTTP/1.1 200"));
    let metrics = get(&program.web, "/metrics");
    assert!(metrics.contains("softswitch_calls_live 0"), "{metrics}");
}

pub(crate) fn get(base: &str, path: &str) -> String {
    let host = base
        .strip_prefix("http://")
        .expect("the test office has no TLS")
        .trim_end_matches('/');
    let mut stream = TcpStream::connect(host).expect("a connection");
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .expect("sent");
    let mut response = String::new();
    stream.read_to_string(&mut response).expect("an answer");
    response
}
