//! Conferences of real phones, each with another codec, judged by the tones that they hear.

use tests::real::{Baresip, Office, Program, write_tone};

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

/// What asks for a PIN.
const ASKS_HZ: f32 = 700.0;

const LED: &str = r#"version: 1
prompts:
  pin: pin.wav
conferences:
  board: {pin: "4718", pin_prompt: pin, chimes: false, moderator: {pin: "9172", begins: true, ends: true}}
routes:
  - number: extensions
    steps: [ring: {timeout: 10s}]
  - number: "701"
    steps: [conference: board, hangup]
"#;

#[test]
fn a_moderator_begins_leads_and_ends_the_conference() {
    let office = Office::new();
    write_tone(&office.path("pin.wav"), ASKS_HZ, 3);
    office.write("dialplan.yaml", LED);
    let program = start(&office);
    let mut alice = phone("101", &program, 500.0, "PCMU");
    let mut bob = phone("102", &program, 900.0, "PCMA");
    let mut carol = phone("103", &program, 1_300.0, "PCMU");
    let enter = |phone: &mut Baresip, pin| {
        phone.dial("701");
        phone.wait_tone(ASKS_HZ);
        phone.press(pin);
    };
    enter(&mut alice, "4718");
    program.wait_metric("softswitch_conference_members 1");
    enter(&mut carol, "9172");
    alice.wait_tone(1_300.0);
    carol.wait_tone(500.0);

    enter(&mut bob, "4718");
    program.wait_metric("softswitch_conference_members 3");
    carol.press("*8");
    // Of two tones at once neither would be one: alice is not heard any more.
    bob.wait_tone(1_300.0);
    alice.press("*9");
    carol.press("*9");
    bob.wait("CALL_CLOSED");
    alice.wait_more_tone(1_300.0);
    carol.hang_up();
    alice.wait("CALL_CLOSED");
    let records = record::wait_for(&office, 3);
    let ended = |reason: &str| records.iter().filter(|call| call["end_reason"] == reason).count();
    assert_eq!((ended("removed"), ended("caller-hung-up")), (2, 1));
}
