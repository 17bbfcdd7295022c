use proptest::prelude::*;
use rand::rngs::{SmallRng, StdRng};
use rand::{Rng, RngExt, SeedableRng};

use super::super::{Mki, OVERHEAD_MAX, Protector, SrtpError, SrtpKey, Suite, Unprotector};

const SSRC: u32 = 0x0102_0304;
const MKI: Mki = Mki {
    value: 0x01ff,
    bytes: 4,
};

fn key(suite: Suite) -> SrtpKey {
    SrtpKey::random(suite, &mut StdRng::seed_from_u64(suite.key_bytes() as u64))
}

fn ends(suite: Suite) -> (Protector, Unprotector) {
    let key = key(suite);
    (
        Protector::new(&key, SSRC).unwrap(),
        Unprotector::new(&key).unwrap(),
    )
}

fn rtp(sequence: u16) -> Vec<u8> {
    let mut packet = vec![0x80, 0, 0, 0, 0, 0, 0, 1, 1, 2, 3, 4];
    packet[2..4].copy_from_slice(&sequence.to_be_bytes());
    packet.extend([0xd5; 160]);
    packet
}

fn rtcp() -> Vec<u8> {
    vec![0x80, 201, 0, 1, 1, 2, 3, 4]
}

fn protected(protector: &mut Protector, packet: &[u8]) -> Vec<u8> {
    let mut space = packet.to_vec();
    space.resize(packet.len() + OVERHEAD_MAX, 0);
    let length = protector.protect_rtp(&mut space, packet.len()).unwrap();
    space.truncate(length);
    space
}

fn protected_rtcp(protector: &mut Protector, packet: &[u8]) -> Vec<u8> {
    let mut space = packet.to_vec();
    space.resize(packet.len() + OVERHEAD_MAX, 0);
    let length = protector.protect_rtcp(&mut space, packet.len()).unwrap();
    space.truncate(length);
    space
}

#[test]
fn what_was_sent_comes_out_and_grows_by_what_the_suite_says() {
    for (suite, rtp_grows, rtcp_grows) in [
        (Suite::AesCm128HmacSha1_80, 10, 14),
        (Suite::AesCm128HmacSha1_32, 4, 14),
        (Suite::Aes256CmHmacSha1_80, 10, 14),
        (Suite::AeadAes128Gcm, 16, 20),
        (Suite::AeadAes256Gcm, 16, 20),
    ] {
        let (mut ours, mut theirs) = ends(suite);
        let mut sealed = protected(&mut ours, &rtp(9));
        assert_eq!(sealed.len(), 172 + rtp_grows, "{suite}");
        assert_ne!(sealed[12..172], rtp(9)[12..], "{suite}");
        assert_eq!(theirs.unprotect_rtp(&mut sealed), Ok(172));
        assert_eq!(sealed[..172], rtp(9), "{suite}");
        let mut sealed = protected_rtcp(&mut ours, &rtcp());
        assert_eq!(sealed.len(), 8 + rtcp_grows, "{suite}");
        assert_eq!(theirs.unprotect_rtcp(&mut sealed), Ok(8));
        assert_eq!(sealed[..8], rtcp(), "{suite}");
    }
}

#[test]
fn the_rollover_counter_goes_on_when_sequence_numbers_go_round_thrice_with_losses() {
    for suite in Suite::ALL {
        let (mut ours, mut theirs) = ends(suite);
        for number in (60_000_u32..250_000).step_by(97) {
            let mut sealed = protected(&mut ours, &rtp(number as u16));
            assert_eq!(theirs.unprotect_rtp(&mut sealed), Ok(172), "{suite}, {number}");
        }
    }
}

#[test]
fn a_packet_comes_once_and_late_ones_still_come() {
    let (mut ours, mut theirs) = ends(Suite::AesCm128HmacSha1_80);
    let mut sealed: Vec<_> = [65_534, 65_535, 0, 1]
        .map(|sequence| protected(&mut ours, &rtp(sequence)))
        .into();
    for at in [0, 3, 1, 2] {
        let mut copy = sealed[at].clone();
        assert_eq!(theirs.unprotect_rtp(&mut copy), Ok(172), "{at}");
    }
    for packet in &mut sealed {
        assert_eq!(theirs.unprotect_rtp(packet), Err(SrtpError::Replayed));
    }
    let mut report = protected_rtcp(&mut ours, &rtcp());
    assert_eq!(theirs.unprotect_rtcp(&mut report.clone()), Ok(8));
    assert_eq!(theirs.unprotect_rtcp(&mut report), Err(SrtpError::Replayed));
}

#[test]
fn no_number_is_sent_twice_under_one_key() {
    let (mut ours, _) = ends(Suite::AeadAes128Gcm);
    protected(&mut ours, &rtp(5));
    let mut again = rtp(5);
    again.resize(200, 0);
    assert_eq!(ours.protect_rtp(&mut again, 172), Err(SrtpError::Replayed));
    again[11] = 9;
    assert_eq!(ours.protect_rtp(&mut again, 172), Err(SrtpError::OtherSource));
    let mut next = rtp(6);
    assert_eq!(ours.protect_rtp(&mut next, 172), Err(SrtpError::NoRoom));
}

#[test]
fn another_key_a_changed_bit_and_plain_rtp_are_not_authentic_and_change_nothing() {
    for suite in Suite::ALL {
        let (mut ours, mut theirs) = ends(suite);
        let other = SrtpKey::random(suite, &mut StdRng::seed_from_u64(99));
        let mut strange = protected(&mut Protector::new(&other, SSRC).unwrap(), &rtp(40_000));
        assert_eq!(theirs.unprotect_rtp(&mut strange), Err(SrtpError::Authentication));
        assert_eq!(
            theirs.unprotect_rtp(&mut rtp(40_000)),
            Err(SrtpError::Authentication)
        );
        let sealed = protected(&mut ours, &rtp(7));
        for at in [1, 5, 20, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert_eq!(
                theirs.unprotect_rtp(&mut changed),
                Err(SrtpError::Authentication),
                "{suite} {at}"
            );
        }
        assert_eq!(theirs.unprotect_rtp(&mut sealed.clone()), Ok(172), "{suite}");
        let mut clear = protected_rtcp(&mut ours, &rtcp());
        let word = if suite.name().starts_with("AEAD") { 24 } else { 8 };
        clear[word] &= 0x7f;
        assert_eq!(theirs.unprotect_rtcp(&mut clear), Err(SrtpError::Authentication));
    }
}

#[test]
fn a_key_may_be_named_in_each_packet() {
    for suite in Suite::ALL {
        let (mut ours, _) = ends(suite);
        let mut theirs = Unprotector::new(&key(suite).with_mki(Some(MKI))).unwrap();
        let tag = protected(&mut ours, &rtp(0)).len() - 172;
        let is_hmac = !suite.name().starts_with("AEAD");
        let name = |packet: &mut Vec<u8>, value: u8, tag: usize| {
            let at = packet.len() - if is_hmac { tag } else { 0 };
            packet.splice(at..at, [0, 0, 1, value]);
        };
        let mut sealed = protected(&mut ours, &rtp(1));
        name(&mut sealed, 0xff, tag);
        assert_eq!(theirs.unprotect_rtp(&mut sealed), Ok(172), "{suite}");
        let mut sealed = protected(&mut ours, &rtp(2));
        name(&mut sealed, 0xfe, tag);
        assert_eq!(theirs.unprotect_rtp(&mut sealed), Err(SrtpError::Authentication));
        let mut report = protected_rtcp(&mut ours, &rtcp());
        name(&mut report, 0xff, 10);
        assert_eq!(theirs.unprotect_rtcp(&mut report), Ok(8), "{suite}");
    }
}

#[test]
fn keys_are_not_shown() {
    let key = key(Suite::AesCm128HmacSha1_80);
    assert_eq!(format!("{key:?}"), "SrtpKey(AES_CM_128_HMAC_SHA1_80, hidden)");
    let (ours, theirs) = ends(Suite::AesCm128HmacSha1_80);
    assert_eq!(
        format!("{ours:?} {theirs:?}"),
        "Protector { ssrc: 16909060, .. } Unprotector { .. }"
    );
}

#[test]
fn a_million_random_packets_are_harmless() {
    let mut random = SmallRng::seed_from_u64(1);
    let mut ends: Vec<_> = Suite::ALL.into_iter().map(ends).collect();
    let mut packet = [0; 120];
    for round in 0..1_000_000 {
        let (ours, theirs) = &mut ends[round % 5];
        let length = random.random_range(0..100);
        random.fill_bytes(&mut packet);
        // Most of random bytes are of another version: half of the packets are not.
        if round % 2 == 0 {
            packet[0] = packet[0] & 0x3f | 0x80;
        }
        let is_tag_short = round % 5 == 1;
        assert!(theirs.unprotect_rtcp(&mut packet[..length]).is_err());
        assert!(is_tag_short || theirs.unprotect_rtp(&mut packet[..length]).is_err());
        let _ = ours.protect_rtp(&mut packet, length);
        let _ = ours.protect_rtcp(&mut packet, length);
    }
}

proptest! {
    #[test]
    fn any_packet_comes_out_as_it_was(
        suite in prop::sample::select(Suite::ALL.to_vec()),
        sequence: u16,
        csrcs in 0_u8..16,
        extension in prop::option::of(0_u8..20),
        payload in prop::collection::vec(any::<u8>(), 0..1_200),
    ) {
        let (mut ours, mut theirs) = ends(suite);
        let mut packet = rtp(sequence);
        packet.truncate(12);
        packet[0] |= csrcs;
        packet.extend(std::iter::repeat_n(9, usize::from(csrcs) * 4));
        if let Some(words) = extension {
            packet[0] |= 0x10;
            packet.extend([0xbe, 0xde, 0, words]);
            packet.extend(std::iter::repeat_n(3, usize::from(words) * 4));
        }
        packet.extend(payload);
        let mut sealed = protected(&mut ours, &packet);
        let length = theirs.unprotect_rtp(&mut sealed).unwrap();
        prop_assert_eq!(&sealed[..length], &packet[..]);
    }
}
