use std::time::Duration;

use super::{Desk, PTIME, agreed, bridge, phone, source, voice};
use crate::codec::Codec;
use crate::key::Key;
use crate::offer_answer::Direction;
use crate::rtp::Header;
use crate::session::Event;

#[test]
fn a_run_of_packets_comes_out_as_one_run_under_our_ssrc() {
    let (mut a, mut b) = (Desk::with_phone(1), Desk::with_phone(3));
    bridge(&mut a, &mut b);
    let first = a.carry(voice(9, 65_530), &mut b).unwrap();
    assert!(first.marker);
    for step in 1..20_u16 {
        a.pass(PTIME);
        let out = a.carry(voice(9, 65_530_u16.wrapping_add(step)), &mut b).unwrap();
        assert_eq!(out.sequence, first.sequence.wrapping_add(step));
        assert_eq!(out.ssrc, first.ssrc);
        assert!(!out.marker);
    }
    assert_ne!(first.ssrc, 9);
    assert_eq!(a.session.report().packets_received, 20);
    assert_eq!(a.session.report().bytes_received, 3_200);
    assert_eq!(b.session.report().packets_sent, 20);
    assert_eq!(b.session.report().packets_received, 0);
}

#[test]
fn gaps_and_late_packets_stay_what_they_are() {
    let (mut a, mut b) = (Desk::with_phone(1), Desk::with_phone(3));
    bridge(&mut a, &mut b);
    let out: Vec<u16> = [10, 11, 14, 13]
        .map(|sequence| a.carry(voice(9, sequence), &mut b).unwrap().sequence)
        .into();
    let ahead: Vec<u16> = out.iter().map(|sequence| sequence.wrapping_sub(out[0])).collect();
    assert_eq!(ahead, [0, 1, 4, 3]);
    assert_eq!(a.session.report().lost, 1);
}

#[test]
fn another_source_goes_on_where_the_last_one_stopped() {
    let (mut a, mut b) = (Desk::with_phone(1), Desk::with_phone(3));
    bridge(&mut a, &mut b);
    let before = a.carry(voice(9, 100), &mut b).unwrap();
    a.pass(Duration::from_millis(500));
    let after = a.carry(voice(77, 40_000), &mut b).unwrap();
    assert_eq!(after.sequence, before.sequence.wrapping_add(1));
    assert_eq!(
        after.timestamp.wrapping_sub(before.timestamp),
        4_000,
        "half a second has passed"
    );
    assert_eq!(after.ssrc, before.ssrc);
    assert!(after.marker, "a talkspurt begins (RFC 3551 §4.1)");
}

#[test]
fn a_player_hands_over_to_a_bridge_without_a_seam() {
    let (mut a, mut b) = (Desk::with_phone(1), Desk::with_phone(3));
    b.session.play(b.now, source(2));
    let played: Vec<Header> = (0..2)
        .flat_map(|_| {
            b.hop();
            b.poll_voice()
                .into_iter()
                .map(|(header, ..)| header)
                .collect::<Vec<_>>()
        })
        .collect();
    b.pass(PTIME);
    a.now = b.now;
    bridge(&mut a, &mut b);
    let carried = a.carry(voice(9, 3), &mut b).unwrap();
    assert_eq!(carried.ssrc, played[1].ssrc);
    assert_eq!(carried.sequence, played[1].sequence.wrapping_add(1));
    assert_eq!(carried.timestamp, played[1].timestamp.wrapping_add(160));
}

#[test]
fn each_leg_has_its_own_payload_numbers() {
    let (mut a, mut b) = (Desk::new(1), Desk::new(2));
    let mut terms = agreed(phone(1));
    (terms.codec, terms.payload_type_receive) = (Codec::Opus, 111);
    terms.telephone_event_receive = Some(96);
    a.session.agree(a.now, terms);
    let mut terms = agreed(phone(3));
    (terms.codec, terms.payload_type_send) = (Codec::Opus, 107);
    terms.telephone_event_send = Some(110);
    b.session.agree(b.now, terms.clone());
    bridge(&mut a, &mut b);
    let under = |payload_type, sequence| Header {
        payload_type,
        ..voice(9, sequence)
    };
    assert_eq!(a.carry(under(111, 1), &mut b).unwrap().payload_type, 107);
    assert_eq!(a.carry(under(96, 2), &mut b).unwrap().payload_type, 110);
    assert_eq!(a.carry(under(0, 3), &mut b), None, "PCMU was not agreed on");
    assert_eq!(a.session.report().rejected_payload, 1);
    terms.telephone_event_send = None;
    b.session.agree(b.now, terms.clone());
    assert_eq!(a.carry(under(96, 4), &mut b), None, "that phone knows no keys");
    terms.codec = Codec::Pcma;
    b.session.agree(b.now, terms);
    assert_eq!(a.carry(under(111, 5), &mut b), None, "nor Opus");
}

#[test]
fn hold_stops_each_way_on_its_own() {
    let flows = |direction| {
        let (mut a, mut b) = (Desk::with_phone(1), Desk::with_phone(3));
        let mut terms = agreed(phone(1));
        terms.direction = direction;
        a.session.agree(a.now, terms);
        bridge(&mut a, &mut b);
        (
            a.carry(voice(9, 1), &mut b).is_some(),
            b.carry(voice(8, 1), &mut a).is_some(),
        )
    };
    assert_eq!(flows(Direction::SendRecv), (true, true));
    assert_eq!(flows(Direction::SendOnly), (false, true));
    assert_eq!(flows(Direction::RecvOnly), (true, false));
    assert_eq!(flows(Direction::Inactive), (false, false));
}

#[test]
fn nobody_is_heard_or_sent_to_before_a_negotiation() {
    let (mut a, mut b) = (Desk::new(1), Desk::with_phone(3));
    bridge(&mut a, &mut b);
    assert!(a.hear(phone(1), voice(9, 1)).is_none());
    assert_eq!(a.session.report().rejected_source, 1);
    assert_eq!(b.carry(voice(8, 1), &mut a), None);
    assert_eq!(a.session.deadline(), None);
}

#[test]
fn nonsense_and_strangers_are_counted_and_dropped() {
    let mut a = Desk::with_phone(1);
    for bytes in [b"".as_slice(), b"x", &[0xff; 40], &[0x80; 11]] {
        assert_eq!(
            a.session
                .receive(a.now, phone(1), &mut bytes.to_vec(), &mut a.news),
            None
        );
    }
    assert!(a.hear(phone(1), voice(9, 1)).is_some());
    assert!(a.hear(phone(2), voice(9, 2)).is_none());
    let report = a.session.report();
    assert_eq!((report.malformed, report.rejected_source), (4, 1));
    assert_eq!((report.packets_received, report.lost), (1, 0));
    assert_eq!(
        a.news,
        [Event::FirstPacket {
            stream: a.session.id()
        }]
    );
}

#[test]
fn a_key_is_told_once() {
    let mut a = Desk::with_phone(1);
    let mut packet = [0; 16];
    for (sequence, flags) in [0x0a, 0x8a, 0x8a, 0x8a].into_iter().enumerate() {
        let header = Header {
            payload_type: 101,
            timestamp: 5_000,
            ..voice(9, u16::try_from(sequence).unwrap())
        };
        header.build(&[11, flags, 3, 32], &mut packet).unwrap();
        assert!(
            a.session
                .receive(a.now, phone(1), &mut packet, &mut a.news)
                .is_some()
        );
    }
    let pressed = Event::Pressed {
        stream: a.session.id(),
        key: Key::of_event(11).unwrap(),
        duration: Duration::from_millis(100),
    };
    assert_eq!(a.news[1..], [pressed]);
}
