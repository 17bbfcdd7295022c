use rand::SeedableRng;
use rand::rngs::StdRng;

use super::{Desk, PTIME, agreed, bridge, phone, voice};
use crate::offer_answer::{Agreed, Direction, Keying, SrtpKeys};
use crate::rtp::Header;
use crate::session::arrival::Arrival;
use crate::srtp::{OVERHEAD_MAX, Protector, SrtpKey, Suite, Unprotector};

const SSRC: u32 = 9;

fn keys(seed: u64) -> SrtpKeys {
    let mut random = StdRng::seed_from_u64(seed);
    let mut key = || SrtpKey::random(Suite::AesCm128HmacSha1_80, &mut random);
    SrtpKeys {
        send: key(),
        receive: key(),
    }
}

fn secured(port: u16, keys: SrtpKeys) -> Agreed {
    Agreed {
        srtp: Some(Box::new(Keying::Sdes(keys))),
        ..agreed(phone(port))
    }
}

/// A phone's end of SRTP.
struct Phone {
    protector: Protector,
    unprotector: Unprotector,
    port: u16,
}

impl Phone {
    fn new(port: u16, keys: &SrtpKeys) -> Self {
        Self {
            protector: Protector::new(&keys.receive, SSRC).unwrap(),
            unprotector: Unprotector::new(&keys.send).unwrap(),
            port,
        }
    }

    fn say(&mut self, sequence: u16) -> Vec<u8> {
        let mut packet = [0; 172 + OVERHEAD_MAX];
        voice(SSRC, sequence).build(&[7; 160], &mut packet).unwrap();
        let length = self.protector.protect_rtp(&mut packet, 172).unwrap();
        packet[..length].to_vec()
    }

    /// Says something that goes to itself, or to whom the desk gives it.
    fn say_to(&mut self, desk: &mut Desk, sequence: u16) -> Option<Arrival> {
        desk.pass(PTIME);
        let mut packet = self.say(sequence);
        desk.session
            .receive(desk.now, phone(self.port), &mut packet, &mut desk.news)
    }

    /// What an echo gives back.
    fn echo(&mut self, desk: &mut Desk, sequence: u16) -> Option<Header> {
        desk.pass(PTIME);
        let mut buffer = self.say(sequence);
        let arrival = desk
            .session
            .receive(desk.now, phone(self.port), &mut buffer, &mut desk.news)?;
        buffer.resize(400, 0);
        let id = desk.session.id();
        let (_, length) = desk.session.forward(desk.now, id, &arrival, &mut buffer)?;
        let length = self.unprotector.unprotect_rtp(&mut buffer[..length]).unwrap();
        assert_eq!(buffer[12..length], [7; 160]);
        Header::parse(&buffer[..length]).map(|(header, _)| header)
    }
}

fn echoing(keys: SrtpKeys) -> (Desk, Phone) {
    let mut desk = Desk::new(1);
    desk.session.agree(desk.now, secured(1, keys));
    desk.session.echo(desk.now);
    (desk, Phone::new(1, &keys))
}

#[test]
fn an_encrypted_phone_is_heard_by_a_plain_one_and_hears_it() {
    let (mut a, mut b) = (Desk::new(1), Desk::with_phone(2));
    a.session.agree(a.now, secured(1, keys(1)));
    bridge(&mut a, &mut b);
    let mut phone_a = Phone::new(1, &keys(1));
    let mut packet = phone_a.say(5);
    let arrival = a
        .session
        .receive(a.now, phone(1), &mut packet, &mut a.news)
        .unwrap();
    let to_b = b.session.forward(a.now, a.session.id(), &arrival, &mut packet);
    assert_eq!(to_b, Some((phone(2), 172)));
    assert_eq!(packet[12..172], [7; 160]);

    let arrival = b.hear(phone(2), voice(8, 77)).unwrap();
    let mut buffer = [0; 400];
    voice(8, 77).build(&[5; 160], &mut buffer).unwrap();
    let (to, length) = a
        .session
        .forward(a.now, b.session.id(), &arrival, &mut buffer)
        .unwrap();
    assert_eq!((to, length), (phone(1), 182));
    assert_eq!(phone_a.unprotector.unprotect_rtp(&mut buffer[..length]), Ok(172));
    assert_eq!(buffer[12..172], [5; 160]);
}

#[test]
fn the_rollover_counter_goes_on_over_a_hold_with_the_same_keys() {
    let (mut desk, mut phone) = echoing(keys(1));
    for number in 0..70_000_u32 {
        if number % 10 == 0 {
            assert!(phone.echo(&mut desk, number as u16).is_some());
        }
    }
    for direction in [Direction::Inactive, Direction::SendRecv] {
        let again = Agreed {
            direction,
            ..secured(1, keys(1))
        };
        desk.session.agree(desk.now, again);
    }
    assert!(phone.echo(&mut desk, 4_470).is_some());
    assert_eq!(desk.session.report().rejected_authentication, 0);
}

#[test]
fn a_changed_key_starts_the_rollover_counter_anew() {
    let (mut desk, mut phone) = echoing(keys(1));
    for number in (0..70_000_u32).step_by(10) {
        assert!(phone.echo(&mut desk, number as u16).is_some());
    }
    desk.session.agree(desk.now, secured(1, keys(2)));
    assert!(phone.say_to(&mut desk, 4_470).is_none(), "the old key");
    let mut phone = Phone::new(1, &keys(2));
    assert!(phone.echo(&mut desk, 4_480).is_some());
}

#[test]
fn forged_replayed_and_plain_packets_are_counted_and_never_latch_the_source() {
    let (mut desk, mut real) = echoing(keys(1));
    let mut forger = Phone::new(2, &keys(2));
    for sequence in 1..10 {
        assert!(forger.say_to(&mut desk, sequence).is_none());
        assert!(desk.hear(phone(2), voice(SSRC, sequence)).is_none());
    }
    assert_eq!(desk.session.report().rejected_authentication, 18);
    assert!(desk.news.is_empty());
    let mut packet = real.say(1);
    let mut copy = packet.clone();
    let session = &mut desk.session;
    assert!(
        session
            .receive(desk.now, phone(1), &mut packet, &mut desk.news)
            .is_some()
    );
    assert!(
        session
            .receive(desk.now, phone(1), &mut copy, &mut desk.news)
            .is_none()
    );
    assert_eq!(session.report().rejected_replay, 1);
    assert!(forger.say_to(&mut desk, 10).is_none());
    assert_eq!(desk.session.report().rejected_source, 1, "not even looked at");
}

#[test]
fn a_plain_phone_that_starts_its_numbers_anew_is_still_heard_encrypted() {
    let (mut a, mut b) = (Desk::new(1), Desk::with_phone(2));
    a.session.agree(a.now, secured(1, keys(1)));
    bridge(&mut a, &mut b);
    let mut ear = Unprotector::new(&keys(1).send).unwrap();
    let mut heard = |sequence| {
        let arrival = b.hear(phone(2), voice(8, sequence)).unwrap();
        let mut buffer = [0; 400];
        voice(8, sequence).build(&[5; 160], &mut buffer).unwrap();
        let sent = a.session.forward(a.now, b.session.id(), &arrival, &mut buffer);
        sent.is_some_and(|(_, length)| ear.unprotect_rtp(&mut buffer[..length]).is_ok())
    };
    assert!([30_000, 30_002, 30_001, 30_003].into_iter().all(&mut heard));
    assert!(!heard(30_003), "a number is sent once");
    assert!([5, 6, 7, 9, 8].into_iter().all(&mut heard));
    assert_eq!(a.session.report().unprotected, 1);
}

#[test]
fn reports_are_protected_in_both_directions() {
    let (mut desk, mut phone_a) = echoing(keys(1));
    let (mut report, to) = desk.next_report();
    assert_eq!(to.port(), 2);
    let length = phone_a.unprotector.unprotect_rtcp(&mut report).unwrap();
    assert!(crate::rtcp::is_compound(&report[..length]));
    let mut theirs = vec![0x80, 201, 0, 1, 0, 0, 0, 9];
    assert_eq!(
        desk.session.receive_control(desk.now, to, &mut theirs.clone()),
        None,
        "plain"
    );
    theirs.resize(8 + OVERHEAD_MAX, 0);
    let length = phone_a.protector.protect_rtcp(&mut theirs, 8).unwrap();
    let heard = desk.session.receive_control(desk.now, to, &mut theirs[..length]);
    assert_eq!(heard.map(<[u8]>::len), Some(8));
}
