//! Conferences of real phones, each with another codec, judged by the tones that they hear.

use tests::real::{Baresip, Office, Program};

use crate::{record, start};

const PLAN: &str = r#"version: 1
conferences:
  weekly: {members: 2}
routes:
  - number: extensions
    steps: [ring: {timeout: 10s}]
  - number: "700"
    steps: [conference: weekly, hangup]
"#;

fn phone(extension: &str, program: &Program, say_hz: f32, codec: &str) -> Baresip {
    Baresip::start(extension, program.udp, "udp", say_hz, codec)
}

#[test]
fn phones_of_three_codecs_meet_and_take_the_place_of_who_left() {
    let office = Office::new();
    office.write("dialplan.yaml", PLAN);
    let program = start(&office);
    let mut alice = phone("101", &program, 500.0, "PCMU");
    let mut bob = phone("102", &program, 900.0, "PCMA");
    let mut carol = phone("103", &program, 1_300.0, "opus/48000/2");
    alice.dial("700");
    alice.wait("CALL_ESTABLISHED");
    bob.dial("700");
    alice.wait_tone(900.0);
    bob.wait_tone(500.0);

    carol.dial("700");
    carol.wait("CALL_CLOSED");
    bob.hang_up();
    record::wait_for(&office, 2);
    carol.dial("700");
    alice.wait_tone(1_300.0);
    carol.wait_tone(500.0);
    alice.hang_up();
    carol.hang_up();
    record::wait_for(&office, 4);
}
