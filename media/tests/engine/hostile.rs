use std::net::UdpSocket;

use media::engine::{Command, EngineConfig, LatchPolicy};

use crate::house::{House, LOCALHOST, Line};
use crate::phone::Phone;

/// The same phone with new sockets, as behind a NAT that gave it other ports.
fn moved(phone: &Phone) -> UdpSocket {
    let socket = UdpSocket::bind((LOCALHOST, 0)).unwrap();
    socket
        .set_read_timeout(phone.rtp.read_timeout().unwrap())
        .unwrap();
    socket
}

#[test]
fn a_stranger_is_neither_heard_nor_sent_to() {
    let mut house = House::new();
    let (mut a, mut b) = house.bridged();
    a.phone.say(b"hello");
    assert_eq!(b.phone.hear().payload, b"hello");
    let mut stranger = Phone::new(LOCALHOST, &a.address);
    for _ in 0..100 {
        stranger.say(b"hijack");
    }
    // On the same socket after the stranger's packets: when this is heard, those were judged.
    a.phone.say(b"still me");
    assert_eq!(b.phone.hear().payload, b"still me");
    b.phone.say(b"to you");
    assert_eq!(a.phone.hear().payload, b"to you");
    let report = house.close(&a);
    assert_eq!((report.rejected_source, report.packets_received), (100, 2));
}

#[test]
fn a_phone_behind_nat_is_found_by_its_packets() {
    let mut house = House::new();
    let (mut a, mut b) = house.bridged();
    a.phone.rtp = moved(&a.phone);
    for _ in 0..3 {
        a.phone.say(b"from elsewhere");
    }
    assert_eq!(b.phone.hear().payload, b"from elsewhere");
    b.phone.say(b"found");
    assert_eq!(a.phone.hear().payload, b"found");
}

#[test]
fn the_strict_option_believes_sdp_alone() {
    let mut house = House::with(EngineConfig {
        latch: LatchPolicy::Strict,
        ..EngineConfig::default()
    });
    let (mut a, b) = house.bridged();
    let mut stranger = Phone::new(LOCALHOST, &a.address);
    for _ in 0..100 {
        stranger.say(b"hijack");
    }
    a.phone.say(b"me");
    assert_eq!(b.phone.hear().payload, b"me");
    assert_eq!(house.close(&a).rejected_source, 100);
}

#[test]
fn a_re_invite_moves_the_phone_and_its_old_address_is_a_stranger_then() {
    let mut house = House::new();
    let (mut a, mut b) = house.bridged();
    a.phone.say(b"before");
    assert_eq!(b.phone.hear().payload, b"before");
    let socket = moved(&a.phone);
    let old = std::mem::replace(&mut a.phone.rtp, socket);
    house.command(Command::Agree {
        stream: a.stream,
        agreed: a.phone.agreed(),
    });
    b.phone.say(b"follow me");
    assert_eq!(a.phone.hear().payload, b"follow me");
    a.phone.say(b"after");
    assert_eq!(b.phone.hear().payload, b"after");
    let new = std::mem::replace(&mut a.phone.rtp, old);
    a.phone.say(b"late");
    a.phone.rtp = new;
    a.phone.say(b"on");
    assert_eq!(b.phone.hear().payload, b"on");
    assert!(house.close(&a).rejected_source >= 1);
}

#[test]
fn garbage_harms_nobody() {
    let mut house = House::new();
    let (mut a, mut b) = house.bridged();
    let oversized = vec![0x80; 9_000];
    let garbage: [&[u8]; 6] = [
        b"",
        b"\0",
        b"INVITE sip:x SIP/2.0\r\n\r\n",
        &[0xff; 1_500],
        &[0x80; 11],
        &oversized,
    ];
    for datagram in garbage {
        a.phone.send(datagram);
        a.phone.report(datagram);
    }
    a.phone.say(b"voice");
    assert_eq!(b.phone.hear().payload, b"voice");
    b.phone.say(b"and back");
    assert_eq!(a.phone.hear().payload, b"and back");
    let report = house.close(&a);
    assert_eq!(report.packets_received, 1);
    assert!(report.malformed >= 5, "{report:?}");
}

#[test]
fn a_flood_at_one_port_does_not_hold_up_another_call() {
    let mut house = House::new();
    let (a, _b) = house.bridged();
    let (mut c, d) = house.bridged();
    let flood = std::thread::spawn(move || {
        for _ in 0..20_000 {
            a.phone.send(b"flood");
        }
    });
    for number in 0..50_u8 {
        c.phone.say(&[number; 160]);
        assert_eq!(d.phone.hear().payload[0], number);
    }
    flood.join().unwrap();
}

#[test]
fn a_flood_of_checks_by_strangers_is_counted_and_not_answered() {
    let mut house = House::new();
    let (stream, address) = house.engine.open(1, LOCALHOST).unwrap();
    let phone = Phone::new(LOCALHOST, &address);
    let mut agreed = phone.agreed();
    agreed.ice = address.ice.map(|secret| Box::new(secret.credentials(0)));
    house.command(Command::Agree { stream, agreed });
    let mut b = house.line();
    let mut a = Line {
        stream,
        address,
        phone,
    };
    house.bridge(&a, &b);
    let stranger = Phone::new(LOCALHOST, &a.address);
    let mut check = [0_u8; 60];
    check[..8].copy_from_slice(&[0, 1, 0, 40, 0x21, 0x12, 0xa4, 0x42]);
    for round in 0..1_000_u16 {
        check[8..10].copy_from_slice(&round.to_be_bytes());
        stranger.send(&check);
        if round % 100 == 0 {
            a.phone.say(b"me");
            assert_eq!(b.phone.hear().payload, b"me");
        }
    }
    b.phone.say(b"to you");
    assert_eq!(a.phone.hear().payload, b"to you");
    stranger.rtp.set_nonblocking(true).unwrap();
    assert!(stranger.rtp.recv(&mut [0; 100]).is_err(), "nothing comes back");
    let report = house.close(&a);
    assert_eq!(report.packets_received, 10);
    // The socket's own queue may have lost some.
    assert!((1..=1_000).contains(&report.rejected_checks), "{report:?}");
}
