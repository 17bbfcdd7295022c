//! Calls under way as a person sees them, and ends one.

use serde_json::Value;
use tests::real::{Baresip, Office, output};

use crate::{CALLEE_HZ, CALLER_HZ, PROGRAM, record, start};

/// The calls under way.
fn live(office: &Office) -> Vec<Value> {
    let output = output(PROGRAM, office.dir(), &["calls", "live", "--json"]);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines()
        .map(|line| serde_json::from_str(line).expect("a JSON object a line"))
        .collect()
}

#[test]
fn calls_under_way_are_listed_with_how_they_sound_and_one_is_ended() {
    let office = Office::new();
    let program = start(&office);
    let mut alice = Baresip::start("101", program.udp, "udp", CALLER_HZ, "PCMU");
    let mut bob = Baresip::start("102", program.udp, "udp", CALLEE_HZ, "PCMU");
    assert!(live(&office).is_empty());
    alice.dial("102");
    bob.wait("CALL_INCOMING");
    let ringing = live(&office).remove(0);
    assert_eq!(
        (&ringing["doing"], &ringing["answered_at"]),
        (&"ringing".into(), &Value::Null)
    );
    bob.accept();
    alice.wait_tone(CALLEE_HZ);
    bob.wait_tone(CALLER_HZ);

    let call = live(&office).remove(0);
    for (name, value) in [
        ("doing", "talking"),
        ("caller_number", "101"),
        ("dialled", "102"),
        ("answered_by", "102"),
        ("codec", "PCMU"),
    ] {
        assert_eq!(call[name], value, "{name} of {call:#}");
    }
    let media: Vec<Value> = serde_json::from_str(call["media"].as_str().expect("text")).expect("JSON");
    assert_eq!(media.len(), 2, "{media:#?}");
    for leg in &media {
        assert_eq!(
            (&leg["came"], &leg["lost"]),
            (&"sound".into(), &0.into()),
            "{leg:#}"
        );
        assert!(
            leg["talked_s"].as_f64().is_some_and(|talked| talked > 0.5),
            "{leg:#}"
        );
    }
    let shown = output(PROGRAM, office.dir(), &["calls", "live"]);
    let text = String::from_utf8_lossy(&shown.stdout).into_owned();
    assert!(
        text.contains("talking") && text.contains("packets lost"),
        "{text}"
    );

    let number = call["number"].to_string();
    let ended = output(PROGRAM, office.dir(), &["calls", "hangup", &number]);
    assert!(ended.status.success(), "{ended:?}");
    alice.wait("CALL_CLOSED");
    bob.wait("CALL_CLOSED");
    assert_eq!(record::wait_for(&office, 1)[0]["end_reason"], "administrator");
    let again = output(PROGRAM, office.dir(), &["calls", "hangup", &number]);
    assert_eq!(again.status.code(), Some(1));
    assert!(live(&office).is_empty());
}
