//! Kamailio between the phones and the switch, and as the provider of a trunk.

use tests::real::{Baresip, Kamailio, Office, PASSWORD};

use crate::{CALLEE_HZ, CALLER_HZ, capture, record, start};

#[test]
fn phones_behind_a_proxy_register_and_call_each_other_through_it() {
    let office = Office::new();
    let program = start(&office);
    let proxy = Kamailio::before(program.udp);
    // The transport changes at the proxy for one of the phones, so that it records its route twice.
    let mut alice = Baresip::start("101", proxy.address, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", proxy.address, "tcp", CALLEE_HZ, "PCMU");

    alice.dial("102");
    bob.wait("CALL_INCOMING");
    bob.accept();
    alice.wait("CALL_ESTABLISHED");
    alice.wait_tone(CALLEE_HZ);
    bob.wait_tone(CALLER_HZ);
    alice.hold();
    alice.resume();
    bob.hang_up();
    alice.wait("CALL_CLOSED");
    assert_eq!(record::wait_for(&office, 1)[0]["end_reason"], "callee-hung-up");

    bob.dial("101");
    alice.wait("CALL_INCOMING");
    bob.hang_up();
    alice.wait("CALL_CLOSED");
    assert_eq!(record::wait_for(&office, 2)[0]["end_reason"], "caller-cancelled");
    assert!(
        alice.log().contains("Record-Route: <sip:127.0.0.1"),
        "{}",
        alice.log()
    );
}

#[test]
fn kamailio_is_a_provider_at_which_the_switch_registers_and_calls_go_both_ways() {
    let provider = Kamailio::provider();
    let office = Office::new();
    let settings = std::fs::read_to_string(office.path("softswitch.yaml")).expect("settings");
    office.write(
        "softswitch.yaml",
        &format!(
            "{settings}trunks:
  - name: provider
    server: sip:{}
    domain: provider.example
    register: {{username: \"104\", password: \"{PASSWORD}\"}}
    numbers: [\"+104\"]
    numbering: {{outside_line: \"0\", receive: plus-less}}
    probe: {{every: 5s}}
",
            provider.address
        ),
    );
    office.write("dialplan.yaml", PLAN);
    let program = start(&office);
    let mut outside = Baresip::start("101", provider.address, "udp", CALLER_HZ, "PCMU");
    let mut own = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");

    outside.dial("104");
    own.wait("CALL_INCOMING");
    own.accept();
    own.wait("CALL_ESTABLISHED");
    outside.wait_tone(CALLEE_HZ);
    own.wait_tone(CALLER_HZ);
    // The provider asks the switch for proof of its BYE.
    own.hang_up();
    outside.wait("CALL_CLOSED");
    let record = record::wait_for(&office, 1);
    assert_eq!(record[0]["dialled"], "+104");
    let id = record[0]["id"].as_str().expect("an id");
    let mut shown = String::new();
    while !shown.contains("BYE") {
        // What a call leaves goes to the database by and by; the test's own time limit ends this.
        shown = capture::show(&office, &[id, "--ladder"]);
    }
    let proven = shown.split_once("407").map_or("", |(_, after)| after);
    assert!(proven.contains("BYE") && proven.contains("200 OK"), "{shown}");

    own.dial("0101");
    outside.wait("CALL_INCOMING");
    outside.accept();
    own.wait("CALL_ESTABLISHED");
    own.hang_up();
    outside.wait("CALL_CLOSED");
    assert_eq!(record::wait_for(&office, 2)[0]["answered_by"], "provider");
}

/// Numbers outside begin with 0; the provider's account rings 102.
const PLAN: &str = r#"version: 1
routes:
  - number: {prefix: "0"}
    steps:
      - ring: {external: dialled, timeout: 10s}
  - number: "+104"
    steps:
      - ring: {extension: "102", timeout: 10s}
"#;
