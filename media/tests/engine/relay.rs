use std::net::{IpAddr, Ipv6Addr};

use media::engine::{Command, Event};
use media::key::Key;
use media::offer_answer::{Agreed, Direction};

use crate::house::{House, LOCALHOST, Line};

/// Packets both ways; everything said is heard on the other side, in order, as one run.
fn converse(a: &mut Line, b: &mut Line) {
    talk(a, b);
    talk(b, a);
}

fn talk(from: &mut Line, to: &Line) {
    let mut first = None;
    for number in 0..100_u8 {
        from.phone.say(&[number; 160]);
        let heard = to.phone.hear();
        let start = first.get_or_insert((heard.sequence, heard.timestamp, heard.ssrc));
        assert_eq!(heard.payload, [number; 160]);
        assert_eq!(heard.sequence, start.0.wrapping_add(u16::from(number)));
        assert_eq!(heard.timestamp, start.1.wrapping_add(160 * u32::from(number)));
        assert_eq!(heard.ssrc, start.2);
        assert_ne!(heard.ssrc, from.phone.ssrc);
    }
}

#[test]
fn two_phones_hear_each_other_in_order() {
    let mut house = House::new();
    let (mut a, mut b) = house.bridged();
    converse(&mut a, &mut b);
}

#[test]
fn two_phones_hear_each_other_over_ipv6() {
    let mut house = House::new();
    let ip = IpAddr::V6(Ipv6Addr::LOCALHOST);
    let (mut a, mut b) = (house.line_at(ip, |_| ()), house.line_at(ip, |_| ()));
    house.bridge(&a, &b);
    converse(&mut a, &mut b);
}

#[test]
fn an_ipv4_phone_and_an_ipv6_phone_hear_each_other() {
    let mut house = House::new();
    let ip = IpAddr::V6(Ipv6Addr::LOCALHOST);
    let (mut a, mut b) = (house.line(), house.line_at(ip, |_| ()));
    house.bridge(&a, &b);
    converse(&mut a, &mut b);
}

#[test]
fn a_burst_comes_out_whole() {
    let mut house = House::new();
    let (mut a, b) = house.bridged();
    let first = {
        a.phone.say(&[0; 160]);
        b.phone.hear().sequence
    };
    for number in 1..100_u8 {
        a.phone.say(&[number; 160]);
    }
    for number in 1..100_u8 {
        let heard = b.phone.hear();
        assert_eq!(
            (heard.sequence.wrapping_sub(first), heard.payload[0]),
            (u16::from(number), number)
        );
    }
}

#[test]
fn payload_numbers_are_each_legs_own() {
    let mut house = House::new();
    let mut a = house.line_at(LOCALHOST, |agreed| {
        agreed.payload_type_receive = 100;
        agreed.telephone_event_receive = Some(96);
    });
    let b = house.line_at(LOCALHOST, |agreed| {
        agreed.payload_type_send = 102;
        agreed.telephone_event_send = Some(97);
    });
    house.bridge(&a, &b);
    for (sent, heard) in [(100, 102), (96, 97)] {
        a.phone.payload_type = sent;
        a.phone.say(&[1, 0x0a, 0, 160]);
        assert_eq!(b.phone.hear().payload_type, heard);
    }
}

#[test]
fn keys_are_told_and_relayed() {
    let mut house = House::new();
    let (mut a, b) = house.bridged();
    a.phone.payload_type = 101;
    for _ in 0..3 {
        a.phone.timestamp = 77;
        a.phone.say(&[5, 0x8a, 0x03, 0x20]);
        assert_eq!(b.phone.hear().payload, [5, 0x8a, 0x03, 0x20]);
    }
    let expected = Event::Pressed {
        stream: a.stream,
        key: Key::of_event(5).unwrap(),
        duration: std::time::Duration::from_millis(100),
    };
    assert_eq!(house.event(), expected);
    house.close(&a);
}

#[test]
fn an_echo_returns_what_was_said_under_our_own_ssrc() {
    let mut house = House::new();
    let mut line = house.line();
    house.command(Command::Echo { stream: line.stream });
    let mut sequences = Vec::new();
    for number in 0..20_u8 {
        line.phone.say(&[number; 160]);
        let heard = line.phone.hear();
        assert_eq!(heard.payload, [number; 160]);
        assert_ne!(heard.ssrc, line.phone.ssrc);
        sequences.push(heard.sequence);
    }
    assert!(
        sequences
            .windows(2)
            .all(|pair| pair[1] == pair[0].wrapping_add(1))
    );
}

#[test]
fn a_phone_on_hold_is_not_sent_to() {
    let mut house = House::new();
    let (mut a, b) = house.bridged();
    let agree = |direction| Command::Agree {
        stream: b.stream,
        agreed: Agreed {
            direction,
            srtp: None,
            ice: None,
            ..b.phone.agreed()
        },
    };
    house.command(agree(Direction::RecvOnly));
    a.phone.say(b"not for you");
    // A key pressed after it: when that is told of, the packet was judged.
    a.phone.payload_type = 101;
    a.phone.say(&[5, 0x8a, 0x03, 0x20]);
    assert!(matches!(house.event(), Event::Pressed { .. }));
    house.command(agree(Direction::SendRecv));
    a.phone.payload_type = 0;
    a.phone.say(b"again");
    assert_eq!(b.phone.hear().payload, b"again");
}

#[test]
fn a_third_phone_takes_over_and_the_one_left_hears_nothing_more() {
    let mut house = House::new();
    let (mut a, mut b) = house.bridged();
    converse(&mut a, &mut b);
    let before = {
        b.phone.say(&[1; 160]);
        a.phone.hear()
    };
    let mut c = house.line();
    house.bridge(&a, &c);
    c.phone.say(&[2; 160]);
    let after = a.phone.hear();
    assert_eq!(after.ssrc, before.ssrc);
    assert_eq!(after.sequence, before.sequence.wrapping_add(1));
    assert!(after.marker);
    let sent_to_b = house.close(&b).packets_sent;
    assert_eq!(sent_to_b, 100);
    a.phone.say(&[3; 160]);
    assert_eq!(c.phone.hear().payload, [3; 160]);
}
