//! SIPp as carriers: how they fail, play, answer and change their minds.

use std::net::UdpSocket;

use tests::real::{Baresip, Office, Program, Sipp, free_port, output};

use crate::trunk::office_with;
use crate::{CALLEE_HZ, CALLER_HZ, PROGRAM, record, start};

/// What everybody outside is called by.
const NUMBER: &str = "030987654";

fn carrier(scenario: &str, program: &Program, port: u16) -> Sipp {
    Sipp::start(scenario, "carrier", NUMBER, program.udp, "udp", port)
}

fn trunk(name: &str, port: u16, more: &str) -> String {
    format!("  - {{name: {name}, server: \"sip:127.0.0.1:{port}\", probe: off{more}}}\n")
}

#[test]
fn a_silent_carrier_is_followed_by_one_that_works() {
    let silent = UdpSocket::bind("127.0.0.1:0").expect("a port");
    let (first, second) = (silent.local_addr().expect("bound").port(), free_port());
    let patience = ", failover: {answer_within: 1s}";
    let office = office_with(&(trunk("first", first, patience) + &trunk("second", second, "")));
    let program = start(&office);
    let working = carrier("callee.xml", &program, second);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial(NUMBER);
    alice.wait("CALL_ESTABLISHED");
    alice.hang_up();
    working.succeed();
    assert_eq!(record::wait_for(&office, 1)[0]["answered_by"], "second");
}

#[test]
fn a_carriers_early_media_is_heard_before_anybody_answers() {
    let port = free_port();
    let office = office_with(&trunk("carrier", port, ""));
    let program = start(&office);
    let early = carrier("carrier_early_media.xml", &program, port);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial(NUMBER);
    alice.wait_tone(CALLER_HZ);
    alice.hang_up();
    early.succeed();
    assert_eq!(record::wait_for(&office, 1)[0]["end_reason"], "caller-cancelled");
}

#[test]
fn a_carrier_that_requires_100rel_gets_its_prack() {
    for policy in ["supported", "required"] {
        let port = free_port();
        let office = office_with(&trunk("carrier", port, &format!(", reliable: {policy}")));
        let program = start(&office);
        let careful = carrier("callee_100rel.xml", &program, port);
        let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
        alice.dial(NUMBER);
        alice.wait("CALL_ESTABLISHED");
        alice.wait_tone(CALLER_HZ);
        alice.hang_up();
        careful.succeed();
    }
}

#[test]
fn a_carrier_that_offers_anew_at_once_is_answered_and_heard() {
    let port = free_port();
    let office = office_with(&trunk("carrier", port, ""));
    let program = start(&office);
    let restless = carrier("carrier_reinvite.xml", &program, port);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial(NUMBER);
    alice.wait("CALL_ESTABLISHED");
    alice.wait_tone(CALLER_HZ);
    alice.hang_up();
    restless.succeed();
    assert_eq!(record::wait_for(&office, 1)[0]["end_reason"], "caller-hung-up");
}

#[test]
fn a_carrier_beyond_its_channels_or_its_pace_hears_when_to_try_again() {
    for limit in ["channels: 1", "calls_per_second: 1"] {
        let (first, second) = (free_port(), free_port());
        let places = format!("allow: [\"127.0.0.1:{first}\", \"127.0.0.1:{second}\"]");
        let more = format!(", {places}, numbers: [\"+104\"], limits: {{{limit}}}");
        let office = office_with(&trunk("carrier", first, &more));
        let program = start(&office);
        let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
        let call = |scenario, port| Sipp::start(scenario, "carrier", "+104", program.udp, "udp", port);
        let taken = call("carrier_calls.xml", first);
        bob.wait("CALL_INCOMING");
        call("carrier_refused.xml", second).succeed();
        bob.accept();
        bob.wait_tone(CALLEE_HZ);
        bob.hang_up();
        taken.succeed();
        assert_eq!(record::wait_for(&office, 1)[0]["caller_number"], "+49171555");
    }
}

fn trunks(office: &Office, arguments: &[&str]) -> (bool, String) {
    let all: Vec<&str> = ["trunks"].into_iter().chain(arguments.iter().copied()).collect();
    let done = output(PROGRAM, office.dir(), &all);
    let text = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    (done.status.success(), text)
}

#[test]
fn a_drained_trunk_keeps_its_call_and_gets_no_other_until_it_is_undrained() {
    let (first, second) = (free_port(), free_port());
    let limit = ", limits: {channels: 2}";
    let office = office_with(&(trunk("first", first, limit) + &trunk("second", second, "")));
    let (running, text) = trunks(&office, &["list"]);
    assert!(!running && text.contains("no switch runs"), "{text}");
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");

    let old = carrier("callee.xml", &program, first);
    alice.dial(NUMBER);
    alice.wait("CALL_ESTABLISHED");
    assert!(trunks(&office, &["drain", "first"]).0);
    let (_, text) = trunks(&office, &["list"]);
    assert!(text.contains("drained") && text.contains("1 of 2"), "{text}");

    let other = carrier("callee.xml", &program, second);
    bob.dial(NUMBER);
    bob.wait("CALL_ESTABLISHED");
    bob.hang_up();
    other.succeed();
    assert_eq!(record::wait_for(&office, 1)[0]["answered_by"], "second");
    alice.wait_tone(CALLER_HZ);
    alice.hang_up();
    old.succeed();

    assert!(trunks(&office, &["undrain", "first"]).0);
    let again = carrier("callee.xml", &program, first);
    bob.dial(NUMBER);
    bob.wait("CALL_ESTABLISHED");
    bob.hang_up();
    again.succeed();
    let (_, json) = trunks(&office, &["list", "--json"]);
    let first = json.lines().next().unwrap_or_default();
    assert!(first.contains(r#""name":"first","drained":false"#), "{json}");
    let (known, text) = trunks(&office, &["drain", "third"]);
    assert!(!known && text.contains("no trunk \"third\""), "{text}");
}
