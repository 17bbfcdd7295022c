//! Stopping without hurting a call.

use tests::real::{Baresip, Office};

use crate::{CALLEE_HZ, CALLER_HZ, record, start};

#[test]
fn a_stop_lets_the_call_finish_and_takes_no_new_one() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    alice.dial("600");
    alice.wait("CALL_ESTABLISHED");
    program.terminate();
    bob.dial("600");
    bob.wait("CALL_CLOSED");
    assert!(bob.log().contains("503 Service Unavailable"), "{}", bob.log());
    alice.wait_tone(CALLER_HZ);
    alice.hang_up();
    assert!(program.ended().success());
    assert_eq!(record::list(&office)[0]["end_reason"], "caller-hung-up");
}

#[test]
fn a_second_signal_ends_the_calls_with_bye() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("600");
    alice.wait("CALL_ESTABLISHED");
    alice.wait_tone(CALLER_HZ);
    program.terminate();
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    bob.dial("600");
    // The refusal shows that the first signal has been heard.
    bob.wait("CALL_CLOSED");
    program.terminate();
    alice.wait("CALL_CLOSED");
    assert!(program.ended().success());
    assert_eq!(record::list(&office)[0]["end_reason"], "shutdown");
}
