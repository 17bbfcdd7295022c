//! A browser phone (JsSIP) on a WebSocket, and a desk phone.

use tests::real::{Baresip, JsSip, Office};

use crate::{CALLER_HZ, record, start};

#[test]
fn a_browser_registers_over_a_secured_web_socket_and_hears_itself() {
    let office = Office::with_https();
    let program = start(&office);
    let mut browser = JsSip::start("101", &program.web, Some("600"));
    let contact = browser.wait("registered")["contact"].to_string();
    assert!(
        contact.contains("sip:101@office.example;gr="),
        "it goes by the address that leads to it alone: {contact}"
    );
    browser.wait("confirmed");
    browser.wait("audio");
    assert_eq!(browser.wait("ended")["by"], "local");
    let calls = record::wait_for(&office, 1);
    assert_eq!(calls[0]["caller_number"], "101");
    assert_eq!(calls[0]["end_reason"], "caller-hung-up");
}

#[test]
fn a_desk_phone_calls_a_browser_and_hangs_up() {
    let office = Office::with_https();
    let program = start(&office);
    let mut browser = JsSip::start("102", &program.web, None);
    browser.wait("registered");
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("102");
    assert_eq!(browser.wait("incoming")["from"], "101");
    alice.wait("CALL_ESTABLISHED");
    browser.wait("confirmed");
    browser.wait("audio");
    alice.wait_tone(CALLER_HZ);
    alice.hang_up();
    assert_eq!(browser.wait("ended")["by"], "remote");
    assert_eq!(record::wait_for(&office, 1)[0]["answered_by"], "102");
}

#[test]
fn a_browser_calls_a_desk_phone_over_an_unsecured_web_socket() {
    let office = Office::new();
    let program = start(&office);
    let mut bob = Baresip::start("102", program.tcp, "tcp", CALLER_HZ, "PCMU");
    let mut browser = JsSip::start("101", &program.web, Some("102"));
    bob.wait("CALL_INCOMING");
    browser.wait("progress");
    bob.accept();
    browser.wait("confirmed");
    browser.wait("audio");
    bob.wait("CALL_CLOSED");
    assert_eq!(record::wait_for(&office, 1)[0]["end_reason"], "caller-hung-up");
}
