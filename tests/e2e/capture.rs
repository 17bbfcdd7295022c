//! A call's SIP messages, while it lives and afterwards.

use tests::real::{Baresip, Office, free_port, output};

use crate::{CALLEE_HZ, CALLER_HZ, PROGRAM, record, start};

/// What `softswitch calls show` prints.
pub(crate) fn show(office: &Office, arguments: &[&str]) -> String {
    let all: Vec<&str> = ["calls", "show"]
        .into_iter()
        .chain(arguments.iter().copied())
        .collect();
    let done = output(PROGRAM, office.dir(), &all);
    String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr)
}

#[test]
fn a_call_is_shown_as_a_ladder_of_both_legs_without_credentials() {
    let office = Office::listening_on(free_port());
    let program = start(&office);
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    bob.accept();
    alice.wait("CALL_ESTABLISHED");
    let live = show(&office, &["1", "--ladder"]);
    assert!(
        live.contains("not over yet") && live.matches("INVITE (SDP)").count() >= 2,
        "{live}"
    );
    alice.hang_up();
    bob.wait("CALL_CLOSED");
    record::wait_for(&office, 1);

    let id = record::list(&office)[0]["id"].as_str().expect("an id").to_owned();
    let short = id.get(id.len() - 8..).expect("long enough");
    let mut shown = show(&office, &[short, "--ladder"]);
    while !shown.contains("BYE") {
        // What a call leaves goes to the database by and by; the test's own time limit ends this.
        shown = show(&office, &[short, "--ladder"]);
    }
    for step in ["INVITE (SDP)", "180 Ringing", "200 OK", "ACK", "BYE"] {
        assert!(shown.matches(step).count() >= 2, "{step} on both legs:\n{shown}");
    }
    let whole = show(&office, &[&id, "--text"]);
    assert!(
        whole.contains("Authorization:(redacted)") && !whole.contains("response=\""),
        "{whole}"
    );
    let file = office.dir().join("call.pcap");
    show(&office, &[short, "--pcap", &file.display().to_string()]);
    let bytes = std::fs::read(file).expect("a file");
    assert!(bytes.starts_with(&[0xD4, 0xC3, 0xB2, 0xA1]) && bytes.len() > 4_000);
    let json: serde_json::Value = serde_json::from_str(&show(&office, &[short, "--json"])).expect("JSON");
    assert_eq!(json["record"]["id"], id.as_str());
    assert!(
        json["messages"]
            .as_array()
            .is_some_and(|messages| messages.len() > 10)
    );
    assert!(show(&office, &["nothing"]).contains("no call is named"));
}
