use std::net::SocketAddr;
use std::time::Duration;

use super::{DEAD_AFTER, Desk, PTIME, agreed, phone, source, voice};
use crate::dtls::{DtlsTerms, Fingerprint, HashFunction, Role};
use crate::ice::{IceCredentials, IceSecret, check_of};
use crate::offer_answer::{Agreed, Keying};
use crate::session::Channel;

const SSRC: u32 = 9;

fn credentials() -> IceCredentials {
    IceSecret::new([7; 16]).credentials(0)
}

fn checking(remote: SocketAddr) -> Agreed {
    Agreed {
        ice: Some(Box::new(credentials())),
        ..agreed(remote)
    }
}

fn nowhere() -> SocketAddr {
    SocketAddr::from(([0, 0, 0, 0], 9))
}

fn check(desk: &mut Desk, channel: Channel, from: SocketAddr, is_nominated: bool) -> bool {
    let datagram = check_of(&credentials(), is_nominated);
    let mut space = [0; 200];
    let answer = desk
        .session
        .receive_check(desk.now, channel, from, &datagram, &mut space);
    answer.is_some()
}

#[test]
fn audio_goes_the_way_that_is_nominated_last() {
    let mut desk = Desk::new(1);
    desk.session.agree(desk.now, checking(nowhere()));
    desk.session.play(desk.now, source(9));
    assert!(check(&mut desk, Channel::Rtp, phone(4_000), false));
    desk.pass(PTIME);
    assert!(desk.poll_voice().is_empty(), "it has not said which way");
    for port in [5_000, 6_000] {
        assert!(check(&mut desk, Channel::Rtp, phone(port), true));
        desk.pass(PTIME);
        let sent = desk.poll_voice();
        assert_eq!(sent.first().map(|(_, _, to)| *to), Some(phone(port)));
        assert!(desk.hear(phone(port), voice(SSRC, port)).is_some());
    }
    assert!(
        desk.hear(phone(5_000), voice(SSRC, 5_001)).is_none(),
        "a way left behind"
    );
}

#[test]
fn a_nominated_way_outdoes_the_address_in_sdp_and_a_lock() {
    let mut desk = Desk::new(1);
    desk.session.agree(desk.now, checking(phone(4_000)));
    assert!(desk.hear(phone(4_000), voice(SSRC, 1)).is_some());
    assert!(check(&mut desk, Channel::Rtp, phone(7_000), true));
    assert!(desk.hear(phone(7_000), voice(SSRC, 2)).is_some());
    assert!(desk.hear(phone(4_000), voice(SSRC, 3)).is_none());
}

#[test]
fn strangers_and_who_never_agreed_on_checks_are_counted_and_not_answered() {
    let mut desk = Desk::new(1);
    desk.session.agree(desk.now, checking(phone(4_000)));
    let other = check_of(&IceSecret::new([8; 16]).credentials(0), true);
    let mut space = [0; 200];
    let session = &mut desk.session;
    let answer = session.receive_check(desk.now, Channel::Rtp, phone(666), &other, &mut space);
    assert_eq!(answer, None);
    assert_eq!(session.report().rejected_checks, 1);
    assert!(desk.hear(phone(4_000), voice(SSRC, 1)).is_some());

    let mut plain = Desk::with_phone(4_000);
    assert!(!check(&mut plain, Channel::Rtp, phone(4_000), true));
    assert_eq!(plain.session.report().malformed, 1);
}

#[test]
fn checks_are_signs_of_life() {
    let mut desk = Desk::new(1);
    desk.session.agree(desk.now, checking(phone(4_000)));
    desk.pass(DEAD_AFTER - Duration::from_secs(1));
    assert!(check(&mut desk, Channel::Rtp, phone(4_000), false));
    desk.pass(Duration::from_secs(2));
    desk.poll_voice();
    assert_eq!(desk.news, []);
    desk.pass(DEAD_AFTER);
    desk.poll_voice();
    assert_eq!(desk.news.len(), 1);
}

#[test]
fn a_handshake_may_begin_before_a_way_is_nominated_but_not_ours() {
    for (role, before) in [(Role::Server, true), (Role::Client, false)] {
        let mut desk = Desk::new(1);
        let terms = DtlsTerms {
            role,
            fingerprints: vec![Fingerprint::of(HashFunction::Sha256, b"phone")],
            tls_id: None,
        };
        let agreed = Agreed {
            srtp: Some(Box::new(Keying::Dtls(terms))),
            ..checking(nowhere())
        };
        desk.session.agree(desk.now, agreed);
        assert_eq!(desk.session.order_handshake().is_some(), before);
        assert!(check(&mut desk, Channel::Rtp, phone(5_000), true));
        let order = desk.session.order_handshake();
        assert_eq!(order.map(|order| order.named), (!before).then(|| phone(5_000)));
    }
}

#[test]
fn reports_go_the_way_that_rtcps_checks_nominate() {
    let mut desk = Desk::new(1);
    desk.session.agree(desk.now, checking(phone(4_000)));
    assert_eq!(desk.session.control_target(), Some(phone(4_001)));
    assert!(check(&mut desk, Channel::Rtcp, phone(7_001), true));
    assert_eq!(desk.session.control_target(), Some(phone(7_001)));
}
