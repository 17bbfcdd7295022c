use super::*;
use chrono::{DateTime, TimeDelta};

const ALICE: &str = "192.0.2.1:5060";
const BOB: &str = "192.0.2.2:5062";

fn call() -> Vec<SipMessage> {
    let table = [
        (
            Direction::In,
            ALICE,
            "INVITE sip:102@office.example SIP/2.0",
            true,
        ),
        (Direction::Out, ALICE, "SIP/2.0 100 Trying", false),
        (Direction::Out, BOB, "INVITE sip:102@192.0.2.2 SIP/2.0", true),
        (Direction::In, BOB, "SIP/2.0 180 Ringing", false),
        (Direction::Out, ALICE, "SIP/2.0 180 Ringing", false),
        (Direction::In, BOB, "SIP/2.0 200 OK", true),
        (Direction::Out, BOB, "ACK sip:102@192.0.2.2 SIP/2.0", false),
        (Direction::Out, ALICE, "SIP/2.0 200 OK", true),
        (Direction::In, ALICE, "ACK sip:102@office.example SIP/2.0", false),
        (Direction::In, BOB, "BYE sip:101@office.example SIP/2.0", false),
    ];
    let start = DateTime::from_timestamp_millis(1_800_000_000_000).unwrap();
    let messages = table
        .iter()
        .enumerate()
        .map(|(number, (direction, remote, first, has_sdp))| SipMessage {
            at: start + TimeDelta::milliseconds(7 * number as i64),
            direction: *direction,
            transport: String::from("UDP"),
            local: "192.0.2.9:5060".parse().unwrap(),
            remote: remote.parse().unwrap(),
            text: format!(
                "{first}\r\nCSeq: 1\r\n\r\n{}",
                if *has_sdp { "v=0\r\n" } else { "" }
            ),
        });
    messages.collect()
}

#[test]
fn both_legs_of_a_call_stand_in_one_ladder() {
    let golden = "
       192.0.2.1:5060                switch                192.0.2.2:5062
08:00:00.000  |----- INVITE (SDP) ----->|                         |
08:00:00.007  |<------ 100 Trying ------|                         |
08:00:00.014  |                         |----- INVITE (SDP) ----->|
08:00:00.021  |                         |<----- 180 Ringing ------|
08:00:00.028  |<----- 180 Ringing ------|                         |
08:00:00.035  |                         |<----- 200 OK (SDP) -----|
08:00:00.042  |                         |--------- ACK ---------->|
08:00:00.049  |<----- 200 OK (SDP) -----|                         |
08:00:00.056  |--------- ACK ---------->|                         |
08:00:00.063  |                         |<--------- BYE ----------|
";
    assert_eq!(format!("\n{}", ladder(&call(), false)), golden);
}

#[test]
fn a_third_party_is_reached_over_the_second() {
    let mut messages = call();
    messages[3].remote = "192.0.2.3:5060".parse().unwrap();
    let drawn = ladder(&messages, false);
    let line = drawn.lines().nth(4).unwrap();
    assert_eq!(
        line,
        "08:00:00.021  |                         |<------------------ 180 Ringing -------------------|"
    );
    let lengths: Vec<usize> = drawn.lines().skip(1).map(str::len).collect();
    assert!(lengths.iter().all(|length| *length == lengths[0]), "{drawn}");
}

#[test]
fn the_text_of_each_message_stands_under_its_arrow() {
    let drawn = ladder(&call()[..1], true);
    assert!(drawn.contains("\n              INVITE sip:102@office.example SIP/2.0\n              CSeq: 1\n\n              v=0\n"), "{drawn}");
}

#[test]
fn a_call_of_many_parties_stays_drawable() {
    let mut messages = call();
    for (number, message) in messages.iter_mut().enumerate() {
        message.remote = std::net::SocketAddr::from(([192, 0, 2, number as u8], 5060));
    }
    assert!(ladder(&messages, false).lines().all(|line| line.len() < 300));
    assert_eq!(ladder(&[], false).lines().count(), 1);
}
