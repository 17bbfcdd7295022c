use media::engine::Command;

use crate::house::{House, LOCALHOST, Line};

fn word(bytes: &[u8], index: usize) -> u32 {
    u32::from_be_bytes(bytes[index * 4..index * 4 + 4].try_into().unwrap())
}

/// A sender report with one block (RFC 3550 §6.4.1).
fn sender_report(ssrc: u32, timestamp: u32, about: u32, highest_sequence: u32) -> Vec<u8> {
    let words = [
        0x81c8_000c,
        ssrc,
        1,
        2,
        timestamp,
        3,
        480,
        about,
        0,
        highest_sequence,
        4,
        5,
        6,
    ];
    words.into_iter().flat_map(u32::to_be_bytes).collect()
}

/// Says something each way; the sequence and timestamp shifts towards `b`, and the SSRCs that each hears.
fn introduce(a: &mut Line, b: &mut Line) -> (u32, u32) {
    a.phone.say(b"a");
    let heard_by_b = b.phone.hear();
    b.phone.say(b"b");
    let heard_by_a = a.phone.hear();
    (heard_by_a.ssrc, heard_by_b.ssrc)
}

#[test]
fn a_phones_report_reaches_the_other_under_the_names_that_it_knows() {
    let mut house = House::new();
    let (mut a, mut b) = house.bridged();
    let (heard_by_a, heard_by_b) = introduce(&mut a, &mut b);
    a.phone.say(b"again");
    let again = b.phone.hear();
    a.phone.report(&sender_report(
        a.phone.ssrc,
        a.phone.timestamp,
        heard_by_a,
        70_000,
    ));
    let report = b.phone.hear_report();
    assert_eq!(word(&report, 0), 0x81c8_000c);
    assert_eq!(word(&report, 1), heard_by_b);
    assert_eq!((word(&report, 2), word(&report, 3)), (1, 2), "NTP stays");
    assert_eq!(word(&report, 4), again.timestamp.wrapping_add(160));
    assert_eq!(word(&report, 7), b.phone.ssrc);
    assert_eq!(
        (word(&report, 11), word(&report, 12)),
        (5, 6),
        "LSR and DLSR stay"
    );
    assert_eq!(report[53], 202, "SDES with our CNAME");
}

#[test]
fn with_rtcp_mux_reports_come_and_go_on_the_rtp_port() {
    let mut house = House::new();
    let mux = |agreed: &mut media::offer_answer::Agreed| agreed.rtcp_mux = true;
    let (mut a, mut b) = (house.line_at(LOCALHOST, mux), house.line_at(LOCALHOST, mux));
    house.bridge(&a, &b);
    let (heard_by_a, heard_by_b) = introduce(&mut a, &mut b);
    a.phone.send(&sender_report(a.phone.ssrc, 0, heard_by_a, 1));
    let mut buffer = [0; 500];
    let length = b.phone.rtp.recv(&mut buffer).unwrap();
    assert!(length > 52);
    assert_eq!((buffer[1], word(&buffer, 1)), (200, heard_by_b));
}

#[test]
fn a_strangers_report_is_dropped() {
    let mut house = House::new();
    let (mut a, mut b) = house.bridged();
    let (heard_by_a, _) = introduce(&mut a, &mut b);
    a.phone.report(b"\x81garbage");
    a.phone.report(&sender_report(a.phone.ssrc, 0, heard_by_a, 1));
    assert_eq!(
        b.phone.hear_report()[1],
        200,
        "the first that is heard is the good one"
    );
    assert_eq!(house.close(&a).malformed, 1);
}

#[test]
fn a_closed_echo_says_goodbye() {
    let mut house = House::new();
    let mut line = house.line();
    house.command(Command::Echo { stream: line.stream });
    line.phone.say(b"hello");
    let ours = line.phone.hear().ssrc;
    house.close(&line);
    let report = line.phone.hear_report();
    assert_eq!((report[1], word(&report, 1)), (200, ours));
    let last = &report[report.len() - 8..];
    assert_eq!((last[1], word(last, 1)), (203, ours), "BYE (RFC 3550 §6.6)");
}
