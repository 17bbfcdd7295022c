//! What outlives the process.

use tests::real::{Baresip, Office, free_port};

use crate::{CALLEE_HZ, CALLER_HZ, record, start};

#[test]
fn phones_can_be_called_right_after_a_kill_and_restart() {
    let office = Office::listening_on(free_port());
    let program = start(&office);
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    program.kill();

    // Bob does not register again: his registration lasts ten minutes.
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    bob.accept();
    alice.wait_tone(CALLEE_HZ);
    bob.wait_tone(CALLER_HZ);
    alice.hang_up();
    bob.wait("CALL_CLOSED");
    let registrations = bob.log().matches("REGISTER sip:").count();
    assert!(
        registrations <= 2,
        "bob registered again: {registrations} REGISTERs"
    );
}

#[test]
fn the_record_of_a_finished_call_survives_a_kill() {
    let office = Office::listening_on(free_port());
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("600");
    alice.wait("CALL_ESTABLISHED");
    alice.hang_up();
    alice.wait("CALL_CLOSED");
    record::wait_for(&office, 1);
    program.kill();
    assert_eq!(record::list(&office).len(), 1);
}
