//! The dialplan changes while calls go on: whole, or not at all.

use std::fs;
use std::time::{Duration, Instant};

use tests::real::{Baresip, Office, Program, output};

use crate::commands::get;
use crate::{CALLER_HZ, PROGRAM, start};

const NEW_ROUTE: &str = "  - number: \"602\"\n    steps: [answer, echo]\n";

/// How long a reload may take until it is counted.
const COUNTED_WITHIN: Duration = Duration::from_secs(15);

fn plan(office: &Office) -> String {
    fs::read_to_string(office.path("dialplan.yaml")).expect("the plan")
}

/// The exit code of `softswitch reload` and what it says.
fn reload(office: &Office) -> (Option<i32>, String) {
    let told = output(PROGRAM, office.dir(), &["reload"]);
    (
        told.status.code(),
        String::from_utf8_lossy(&told.stderr).into_owned(),
    )
}

fn wait_for(program: &Program, counted: &str) {
    let deadline = Instant::now() + COUNTED_WITHIN;
    while !get(&program.web, "/metrics").contains(counted) {
        assert!(Instant::now() < deadline, "{counted} does not come");
    }
}

#[test]
fn a_new_plan_is_in_force_at_once_and_calls_go_on() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("600");
    alice.wait("CALL_ESTABLISHED");
    bob.dial("602");
    bob.wait("CALL_CLOSED");
    assert!(bob.log().contains("404"), "{}", bob.log());

    office.write("dialplan.yaml", &(plan(&office) + NEW_ROUTE));
    assert_eq!(reload(&office).0, Some(0));
    bob.dial("602");
    bob.wait("CALL_ESTABLISHED");
    alice.wait_tone(CALLER_HZ);
}

#[test]
fn a_plan_with_mistakes_or_failed_tests_changes_nothing() {
    let office = Office::new();
    let program = start(&office);
    let sound = plan(&office);
    let failing = format!(
        "{sound}{NEW_ROUTE}tests:\n  - name: it rings\n    when: {{from: \"101\", to: \"602\"}}\n    expect: [{{rings: \"102\"}}]\n"
    );
    let mistaken = sound + "  - number: \"602\"\n    steps: [rnig]\n";
    for (bad, reason) in [
        (failing, "it rings: expected that 102 rings"),
        (mistaken, "unknown step `rnig`"),
    ] {
        office.write("dialplan.yaml", &bad);
        let (code, told) = reload(&office);
        assert_eq!(code, Some(1), "{told}");
        assert!(told.contains(reason), "{told}");
        assert!(told.contains("the old version stays in force"), "{told}");
    }
    let mut bob = Baresip::start("102", program.udp, "udp", CALLER_HZ, "PCMU");
    bob.dial("602");
    bob.wait("CALL_CLOSED");
    assert!(bob.log().contains("404"), "{}", bob.log());
}

#[test]
fn a_changed_file_and_a_sighup_reload_too() {
    let office = Office::new();
    let program = start(&office);
    office.write("dialplan.yaml", "version: 1\nroutes: 5\n");
    wait_for(&program, "softswitch_plan_reloads_total{result=\"refused\"} 1");
    office.write("dialplan.yaml", "version: 1\nroutes: []\n");
    wait_for(&program, "softswitch_plan_reloads_total{result=\"accepted\"} 1");
    program.hang_up();
    wait_for(&program, "softswitch_plan_reloads_total{result=\"accepted\"} 2");
}

#[test]
fn without_a_running_switch_nothing_is_reloaded() {
    assert_eq!(reload(&Office::new()).0, Some(1));
}
