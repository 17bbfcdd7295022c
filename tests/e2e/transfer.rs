//! Transfers of real phones: the two who remain hear each other.

use tests::real::{Baresip, Office, Sipp, free_port};

use crate::{CALLEE_HZ, CALLER_HZ, record, start};

/// What the phone says that the call is transferred to.
const TARGET_HZ: f32 = 1_500.0;

#[test]
fn a_blind_transfer_lets_the_two_others_hear_each_other() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU,PCMA");
    let mut carol = Baresip::start("103", program.udp, "udp", TARGET_HZ, "PCMU");
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    bob.accept();
    alice.wait("CALL_ESTABLISHED");
    bob.wait_tone(CALLER_HZ);
    alice.transfer("103");
    carol.wait("CALL_INCOMING");
    carol.accept();
    alice.wait("CALL_CLOSED");
    carol.wait_tone(CALLEE_HZ);
    bob.wait_tone(TARGET_HZ);
    bob.hang_up();
    carol.wait("CALL_CLOSED");
    let record = &record::wait_for(&office, 1)[0];
    assert_eq!(record["end_reason"], "caller-hung-up");
    let path = record["path"].to_string();
    assert!(path.contains("transfer") && path.contains("103"), "{path}");
}

#[test]
fn an_attended_transfer_joins_two_calls_of_one_phone() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU,PCMA");
    let mut carol = Baresip::start("103", program.udp, "udp", TARGET_HZ, "PCMU");
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    bob.accept();
    alice.wait("CALL_ESTABLISHED");
    alice.dial("103");
    carol.wait("CALL_INCOMING");
    carol.accept();
    alice.wait("CALL_ESTABLISHED");
    carol.wait_tone(CALLER_HZ);
    alice.transfer_to_first();
    alice.wait("CALL_CLOSED");
    bob.wait_tone(TARGET_HZ);
    carol.wait_tone(CALLEE_HZ);
    bob.hang_up();
    carol.wait("CALL_CLOSED");
    let records = record::wait_for(&office, 2);
    for record in &records {
        let path = record["path"].to_string();
        assert!(path.contains("transfer"), "{path}");
    }
    assert!(records.iter().any(|record| record["end_reason"] == "transferred"));
}

#[test]
fn a_user_s_program_moves_the_partner_of_its_call_once_it_has_proved_who_it_is() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    let mut carol = Baresip::start("103", program.udp, "udp", TARGET_HZ, "PCMU");
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    bob.accept();
    alice.wait_tone(CALLEE_HZ);
    let refers = Sipp::start("refers.xml", "102", "102", program.udp, "udp", free_port());
    carol.wait("CALL_INCOMING");
    carol.accept();
    refers.succeed();
    alice.wait_tone(TARGET_HZ);
    carol.wait_tone(CALLER_HZ);
    alice.hang_up();
    assert_eq!(record::wait_for(&office, 1)[0]["end_reason"], "caller-hung-up");
}
