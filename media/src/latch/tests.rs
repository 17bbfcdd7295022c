use std::net::SocketAddr;

use super::{Latch, LatchPolicy, PROBATION_OF_FORMER};

fn at(port: u16) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 1], port))
}

/// Sends packets of a run from a source; whether the last was believed.
fn send(latch: &mut Latch, source: SocketAddr, sequences: std::ops::Range<u16>) -> bool {
    let ssrc = u32::from(source.port());
    sequences
        .map(|sequence| latch.receive(source, ssrc, sequence))
        .last()
        .unwrap()
}

#[test]
fn the_address_in_sdp_is_believed_at_once_and_locked() {
    let mut latch = Latch::new(LatchPolicy::Guarded, at(1));
    assert!(send(&mut latch, at(1), 0..1));
    assert!(!send(&mut latch, at(2), 0..1_000), "a hijacker never is");
    assert!(send(&mut latch, at(1), 9..10));
    assert_eq!(latch.target(), at(1));
}

#[test]
fn a_phone_behind_nat_is_believed_after_probation() {
    let mut latch = Latch::new(LatchPolicy::Guarded, at(1));
    assert!(!send(&mut latch, at(2), 65_534..65_535));
    assert_eq!(latch.target(), at(1));
    assert!(!latch.receive(at(2), 2, 65_535));
    assert!(latch.receive(at(2), 2, 0), "the sequence wraps");
    assert_eq!(latch.target(), at(2));
    assert!(!send(&mut latch, at(1), 0..1), "locked is locked");
}

#[test]
fn probation_starts_anew_with_a_gap_another_ssrc_or_another_source() {
    let mut latch = Latch::new(LatchPolicy::Guarded, at(1));
    assert!(!send(&mut latch, at(2), 0..2));
    assert!(!latch.receive(at(2), 2, 3), "a gap");
    assert!(!latch.receive(at(2), 77, 4), "another SSRC");
    assert!(!latch.receive(at(3), 77, 5), "another source");
    assert!(!send(&mut latch, at(2), 6..8));
    assert!(latch.receive(at(1), 5, 0), "the address in SDP wins any time");
    assert_eq!(latch.target(), at(1));
}

#[test]
fn strict_believes_nobody_else() {
    let mut latch = Latch::new(LatchPolicy::Strict, at(1));
    assert!(!send(&mut latch, at(2), 0..1_000));
    assert!(send(&mut latch, at(1), 0..1));
}

#[test]
fn a_re_invite_with_the_same_address_keeps_the_locked_source_until_another_proves_itself() {
    let mut latch = Latch::new(LatchPolicy::Guarded, at(1));
    assert!(send(&mut latch, at(2), 0..3));
    latch.negotiate(at(1));
    assert_eq!(latch.target(), at(2), "audio goes on");
    assert!(latch.receive(at(2), 2, 900), "and is confirmed by one packet");
    assert!(!send(&mut latch, at(3), 0..1_000));
    latch.negotiate(at(1));
    assert!(send(&mut latch, at(4), 0..3), "the NAT gave it another port");
    assert_eq!(latch.target(), at(4));
}

#[test]
fn a_re_invite_with_another_address_moves_at_once_and_late_packets_do_not_move_back() {
    let mut latch = Latch::new(LatchPolicy::Guarded, at(1));
    assert!(send(&mut latch, at(1), 0..1));
    latch.negotiate(at(5));
    assert_eq!(latch.target(), at(5));
    assert!(!send(&mut latch, at(1), 1..20), "still on the way");
    latch.negotiate(at(5));
    assert!(!send(&mut latch, at(1), 20..30), "said twice");
    assert!(send(&mut latch, at(5), 0..1));
    assert!(!send(&mut latch, at(1), 30..200));
}

#[test]
fn a_phone_that_goes_on_sending_from_its_former_address_means_it() {
    let mut latch = Latch::new(LatchPolicy::Guarded, at(1));
    assert!(send(&mut latch, at(1), 0..1));
    latch.negotiate(at(5));
    assert!(send(&mut latch, at(1), 1..1 + u16::from(PROBATION_OF_FORMER)));
}
