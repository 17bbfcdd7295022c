//! SIPp as a phone: it sends back what it hears, so the other phone must hear itself.

use serde_json::Value;
use tests::real::{Baresip, Office, Sipp, free_port, output};

use crate::{CALLEE_HZ, CALLER_HZ, PROGRAM, record, start};

fn a_phone_calls_sipp(transport: &str) {
    let office = Office::new();
    let program = start(&office);
    let server = if transport == "tcp" {
        program.tcp
    } else {
        program.udp
    };
    let port = free_port();
    Sipp::register("103", server, transport, port);
    let callee = Sipp::start("callee.xml", "103", "103", server, transport, port);
    let mut alice = Baresip::start("101", server, transport, CALLER_HZ, "PCMU");
    alice.dial("103");
    alice.wait("CALL_ESTABLISHED");
    alice.wait_tone(CALLER_HZ);
    alice.hang_up();
    callee.succeed();
    assert_eq!(record::wait_for(&office, 1)[0]["answered_by"], "103");
}

fn sipp_calls_a_phone(transport: &str) {
    let office = Office::new();
    let program = start(&office);
    let server = if transport == "tcp" {
        program.tcp
    } else {
        program.udp
    };
    let mut bob = Baresip::start("102", server, transport, CALLER_HZ, "PCMU");
    let caller = Sipp::start("caller.xml", "103", "102", server, transport, free_port());
    bob.wait("CALL_INCOMING");
    bob.accept();
    bob.wait_tone(CALLER_HZ);
    bob.hang_up();
    caller.succeed();
    assert_eq!(record::wait_for(&office, 1)[0]["end_reason"], "callee-hung-up");
}

/// Bob answers a call of this scenario, and is heard.
fn reaches_bob(office: &Office, scenario: &str) {
    let program = start(office);
    let mut bob = Baresip::start("102", program.udp, "udp", CALLER_HZ, "PCMU");
    let caller = Sipp::start(scenario, "103", "102", program.udp, "udp", free_port());
    bob.wait("CALL_INCOMING");
    bob.accept();
    bob.wait_tone(CALLER_HZ);
    bob.hang_up();
    caller.succeed();
    assert_eq!(record::wait_for(office, 1)[0]["answered_by"], "102");
}

#[test]
fn the_record_says_who_could_not_be_heard() {
    let office = Office::new();
    let program = start(&office);
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    let scenario = "caller_unheard.xml";
    let caller = Sipp::start(scenario, "103", "102", program.udp, "udp", free_port());
    bob.wait("CALL_INCOMING");
    bob.accept();
    bob.wait("CALL_CLOSED");
    caller.succeed();
    let call = record::wait_for(&office, 1).remove(0);
    let media: Vec<Value> = serde_json::from_str(call["media"].as_str().expect("text")).expect("JSON");
    for (role, came, is_unheard) in [("caller", "nothing", true), ("callee", "sound", false)] {
        let leg = media.iter().find(|leg| leg["role"] == role).expect("a leg");
        assert_eq!(
            (&leg["came"], &leg["unheard"]),
            (&came.into(), &is_unheard.into()),
            "{media:#?}"
        );
    }
    let id = call["id"].as_str().expect("an identifier");
    let shown = output(PROGRAM, office.dir(), &["calls", "show", id]);
    let text = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(text.contains("not heard: no packet came"), "{text}");
}

#[test]
fn a_caller_says_more_than_its_session() {
    reaches_bob(&Office::new(), "caller_parts.xml");
}

#[test]
fn who_asks_for_the_police_comes_to_its_number() {
    let office = Office::new();
    office.set("sip:", "  emergency: {sos: \"101\", sos.police: \"102\"}\n");
    reaches_bob(&office, "caller_emergency.xml");
}

#[test]
fn a_phone_calls_sipp_over_udp() {
    a_phone_calls_sipp("udp");
}

#[test]
fn a_phone_calls_sipp_over_tcp() {
    a_phone_calls_sipp("tcp");
}

#[test]
fn sipp_calls_a_phone_over_udp() {
    sipp_calls_a_phone("udp");
}

#[test]
fn sipp_calls_a_phone_over_tcp() {
    sipp_calls_a_phone("tcp");
}

#[test]
fn a_callee_that_requires_100rel_gets_its_prack() {
    let office = Office::new();
    let program = start(&office);
    let port = free_port();
    Sipp::register("103", program.udp, "udp", port);
    let callee = Sipp::start("callee_100rel.xml", "103", "103", program.udp, "udp", port);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("103");
    alice.wait("CALL_ESTABLISHED");
    alice.wait_tone(CALLER_HZ);
    alice.hang_up();
    callee.succeed();
    assert_eq!(record::wait_for(&office, 1)[0]["answered_by"], "103");
}

#[test]
fn a_caller_that_requires_100rel_is_told_reliably() {
    let office = Office::new();
    let program = start(&office);
    let mut bob = Baresip::start("102", program.udp, "udp", CALLER_HZ, "PCMU");
    let caller = Sipp::start("caller_100rel.xml", "103", "102", program.udp, "udp", free_port());
    bob.wait("CALL_INCOMING");
    bob.accept();
    bob.wait_tone(CALLER_HZ);
    bob.hang_up();
    caller.succeed();
    assert_eq!(record::wait_for(&office, 1)[0]["answered_by"], "102");
}

#[test]
fn a_caller_holds_and_resumes_by_offers_of_its_own() {
    let office = Office::new();
    let program = start(&office);
    let mut bob = Baresip::start("102", program.udp, "udp", CALLER_HZ, "PCMU");
    let caller = Sipp::start(
        "caller_reinvites.xml",
        "103",
        "102",
        program.udp,
        "udp",
        free_port(),
    );
    bob.wait("CALL_INCOMING");
    bob.accept();
    bob.wait_tone(CALLER_HZ);
    caller.succeed();
    bob.wait("CALL_CLOSED");
    assert_eq!(record::wait_for(&office, 1)[0]["end_reason"], "caller-hung-up");
}

#[test]
fn a_callee_offers_anew_and_is_heard_again() {
    let office = Office::new();
    let program = start(&office);
    let port = free_port();
    Sipp::register("103", program.udp, "udp", port);
    let callee = Sipp::start("carrier_reinvite.xml", "103", "103", program.udp, "udp", port);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("103");
    alice.wait("CALL_ESTABLISHED");
    alice.wait_tone(CALLER_HZ);
    alice.hang_up();
    callee.succeed();
}

#[test]
fn a_session_is_refreshed_in_time() {
    let office = Office::new();
    let program = start(&office);
    let port = free_port();
    Sipp::register("103", program.udp, "udp", port);
    let callee = Sipp::start("callee_session.xml", "103", "103", program.udp, "udp", port);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("103");
    alice.wait_tone(CALLER_HZ);
    callee.succeed();
    alice.wait("CALL_CLOSED");
    assert_eq!(record::wait_for(&office, 1)[0]["end_reason"], "callee-hung-up");
}

#[test]
fn a_callee_sends_its_call_to_another_user() {
    let office = Office::new();
    let program = start(&office);
    let port = free_port();
    Sipp::register("103", program.udp, "udp", port);
    let callee = Sipp::start("callee_sends_on.xml", "103", "103", program.udp, "udp", port);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    alice.dial("103");
    bob.wait("CALL_INCOMING");
    bob.accept();
    alice.wait_tone(CALLEE_HZ);
    bob.wait_tone(CALLER_HZ);
    alice.hang_up();
    callee.succeed();
    assert_eq!(record::wait_for(&office, 1)[0]["answered_by"], "102");
}

#[test]
fn a_callee_that_redirects_to_a_stranger_has_refused() {
    let office = Office::new();
    let program = start(&office);
    let port = free_port();
    Sipp::register("103", program.udp, "udp", port);
    let callee = Sipp::start("callee_302.xml", "103", "103", program.udp, "udp", port);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("103");
    alice.wait("CALL_CLOSED");
    callee.succeed();
}

#[test]
fn a_phone_picks_up_what_its_lamp_shows_ringing() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    alice.wait("CALL_RINGING");
    let carol = Sipp::start("picks_up.xml", "103", "102", program.udp, "udp", free_port());
    bob.wait("CALL_CLOSED");
    alice.wait("CALL_ESTABLISHED");
    alice.wait_tone(CALLER_HZ);
    alice.hang_up();
    carol.succeed();
    assert_eq!(record::wait_for(&office, 1)[0]["answered_by"], "103");
}

#[test]
fn nobody_is_mixed_into_the_call_of_another() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    alice.wait("CALL_RINGING");
    Sipp::start("joins.xml", "103", "102", program.udp, "udp", free_port()).succeed();
    bob.accept();
    alice.wait_tone(CALLEE_HZ);
    alice.hang_up();
    assert_eq!(record::wait_for(&office, 1)[0]["answered_by"], "102");
}

#[test]
fn a_user_s_other_phone_joins_its_call_and_stays_when_the_first_leaves() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    bob.accept();
    alice.wait_tone(CALLEE_HZ);
    let mobile = Sipp::start("joins_own.xml", "102", "102", program.udp, "udp", free_port());
    program.wait_metric("softswitch_conference_members 3");
    alice.wait_more_tone(CALLEE_HZ);
    bob.wait_more_tone(CALLER_HZ);
    bob.hang_up();
    program.wait_metric("softswitch_conference_members 0");
    alice.hang_up();
    mobile.succeed();
    assert_eq!(record::wait_for(&office, 1)[0]["end_reason"], "caller-hung-up");
}
