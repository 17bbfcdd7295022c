//! Events with real peers: a lamp while a call rings, and phones that are told to look for their settings.

use std::time::{Duration, Instant};

use tests::real::{Baresip, Office, Program, Sipp, free_port, output};

use crate::{CALLER_HZ, PROGRAM, start};

/// How long a SUBSCRIBE may take until it is counted.
const COUNTED_WITHIN: Duration = Duration::from_secs(10);

/// Waits until the switch counts a subscription.
fn wait_for_a_subscription(program: &Program) {
    let deadline = Instant::now() + COUNTED_WITHIN;
    while !program.metrics().contains("softswitch_subscriptions_total 1") {
        assert!(Instant::now() < deadline, "nobody has subscribed");
    }
}

/// A lamp is watched over `transport` while 101 calls 103.
fn a_lamp_is_seen(transport: &str) {
    let office = Office::new();
    let program = start(&office);
    let port = free_port();
    Sipp::register("103", program.udp, "udp", port);
    let callee = Sipp::start("callee.xml", "103", "103", program.udp, "udp", port);
    let server = program.server(transport);
    let watcher = Sipp::start("lamp.xml", "102", "103", server, transport, free_port());
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    wait_for_a_subscription(&program);
    alice.dial("103");
    alice.wait("CALL_ESTABLISHED");
    alice.wait_tone(CALLER_HZ);
    alice.hang_up();
    callee.succeed();
    watcher.succeed();
}

#[test]
fn a_lamp_follows_a_call_over_udp() {
    a_lamp_is_seen("udp");
}

#[test]
fn a_lamp_follows_a_call_over_tcp() {
    a_lamp_is_seen("tcp");
}

#[test]
fn a_phone_is_told_to_look_for_its_settings() {
    let office = Office::new();
    let program = start(&office);
    let command = |arguments: &[&str]| {
        let done = output(PROGRAM, office.dir(), &[&["phones"], arguments].concat());
        let text = [done.stdout, done.stderr].concat();
        (done.status.code(), String::from_utf8_lossy(&text).into_owned())
    };
    let (code, text) = command(&["check-sync", "103"]);
    assert_eq!((code, text.trim()), (Some(1), "no phone of 103 is registered"));
    let (code, text) = command(&["check-sync", "999"]);
    assert!(code == Some(1) && text.contains("there is no user 999"), "{text}");
    let port = free_port();
    Sipp::register("103", program.udp, "udp", port);
    let phone = Sipp::start("check_sync.xml", "103", "103", program.udp, "udp", port);
    let (code, text) = command(&["check-sync", "103", "--reboot"]);
    assert!(code == Some(0) && text.contains("took it (200)"), "{text}");
    phone.succeed();
    drop(program);
    let (code, text) = command(&["check-sync", "103"]);
    assert!(code == Some(1) && text.contains("no switch runs"), "{text}");
}

#[test]
fn baresip_publishes_and_watches_presence() {
    let office = Office::new();
    let program = start(&office);
    let mut bob = Baresip::start_watching("102", program.udp, "udp", "101");
    let mut alice = Baresip::start_watching("101", program.tcp, "tcp", "102");
    for phone in [&mut alice, &mut bob] {
        phone.wait_log(&["NOTIFY sip:", "Event: presence", "<basic>open</basic>"]);
        phone.wait_log(&["SIP/2.0 200 OK", "PUBLISH\r\n", "SIP-ETag: "]);
    }
}

#[test]
fn a_phone_asks_for_its_voice_messages() {
    let office = Office::new();
    let program = start(&office);
    for transport in ["udp", "tcp"] {
        let server = program.server(transport);
        Sipp::start("messages.xml", "102", "102", server, transport, free_port()).succeed();
    }
}
