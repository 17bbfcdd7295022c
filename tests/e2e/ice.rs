//! Phones that check their ways to us (ICE), judged by the tone that the far end hears. baresip names no address of
//! loopback as a candidate: the machine needs another one, though all packets stay on it.

use tests::real::{Baresip, Office};

use crate::{CALLEE_HZ, CALLER_HZ, start};

/// What baresip says once a check was answered and a handshake is complete.
const CHECKED: &str = "connectivity check is complete";
const SECURED: &str = "DTLS-SRTP complete";

fn talk(caller: &mut Baresip, callee: &mut Baresip) {
    caller.dial("102");
    callee.wait("CALL_INCOMING");
    callee.accept();
    caller.wait("CALL_ESTABLISHED");
    caller.wait_tone(CALLEE_HZ);
    callee.wait_tone(CALLER_HZ);
}

#[test]
fn a_phone_that_checks_its_ways_and_a_plain_one_hear_each_other() {
    let office = Office::new();
    let program = start(&office);
    let server = program.server("udp");
    let mut alice = Baresip::start_checking("101", server, "udp", CALLER_HZ);
    let mut bob = Baresip::start("102", server, "udp", CALLEE_HZ, "PCMU");
    talk(&mut alice, &mut bob);
    alice.wait_log(&[CHECKED]);
    alice.wait_log(&[SECURED]);
    alice.hang_up();
    bob.wait("CALL_CLOSED");
}

#[test]
fn a_phone_that_is_called_checks_its_ways_to_us() {
    let office = Office::new();
    office.set("domain: office.example", "media: {srtp: required, keys: dtls}\n");
    let program = start(&office);
    let server = program.server("udp");
    let mut alice = Baresip::start_checking("101", server, "udp", CALLER_HZ);
    let mut bob = Baresip::start_checking("102", server, "udp", CALLEE_HZ);
    talk(&mut alice, &mut bob);
    bob.wait_log(&[CHECKED]);
    bob.wait_log(&[SECURED]);
    bob.hang_up();
    alice.wait("CALL_CLOSED");
}
