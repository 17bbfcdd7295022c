//! Groups of real phones: whose turn it is goes by the calls before.

use tests::real::{Baresip, Office, Program};

use crate::{record, start};

const PLAN: &str = r#"version: 1
groups:
  helpers: {number: "500", strategy: least-recent, members: ["102", "103"], skip_busy: true}
routes:
  - number: extensions
    steps: [ring: {timeout: 10s}]
"#;

fn phone(extension: &str, program: &Program, say_hz: f32) -> Baresip {
    Baresip::start(extension, program.udp, "udp", say_hz, "PCMU")
}

#[test]
fn the_phone_that_was_idle_longest_rings() {
    let office = Office::new();
    office.write("dialplan.yaml", PLAN);
    let program = start(&office);
    let mut alice = phone("101", &program, 500.0);
    let mut bob = phone("102", &program, 900.0);
    let mut carol = phone("103", &program, 1_300.0);
    for (call, (callee, hz)) in [(&mut bob, 900.0), (&mut carol, 1_300.0)].into_iter().enumerate() {
        alice.dial("500");
        callee.wait("CALL_INCOMING");
        callee.accept();
        alice.wait_tone(hz);
        alice.hang_up();
        callee.wait("CALL_CLOSED");
        record::wait_for(&office, call + 1);
    }
    alice.dial("500");
    bob.wait("CALL_INCOMING");
    alice.hang_up();
    record::wait_for(&office, 3);
}
