//! The way into the packet readers for the fuzz targets; built with `--cfg fuzzing` only.

use std::net::SocketAddr;

use crate::ice::{Check, IceSecret, answer_check};
use crate::rtcp::{Rewriting, is_compound, is_rtcp, translate};
use crate::rtp::{Header, TelephoneEvents};
use crate::srtp::{OVERHEAD_MAX, Protector, SrtpKey, Suite, Unprotector};

/// The largest datagram that a worker writes.
const OUT_BYTES_MAX: usize = 1500;

/// Reads a packet as RTP or RTCP, rewrites it, and checks what came of it.
pub fn packet(bytes: &[u8]) {
    let mut out = [0; OUT_BYTES_MAX];
    if is_rtcp(bytes) {
        let rewriting = Rewriting {
            own_ssrc: 1,
            source_ssrc: bytes
                .get(4..8)
                .map_or(0, |ssrc| u32::from_be_bytes([ssrc[0], ssrc[1], ssrc[2], ssrc[3]])),
            sequence_offset: 0x8001,
            timestamp_offset: u32::MAX,
        };
        let length = translate(bytes, &rewriting, Some(&rewriting), b"cname", &mut out);
        assert!(
            length == 0 || is_compound(&out[..length]),
            "what is carried over is a compound"
        );
    }
    if let Some((header, payload)) = Header::parse(bytes) {
        let _ = TelephoneEvents::default().receive(header.timestamp, payload);
        let mut copy = bytes.to_vec();
        header.rewrite(&mut copy);
        assert_eq!(Header::parse(&copy).map(|(header, _)| header), Some(header));
    }
}

/// Takes a datagram as a check of the phone's ways to us: only who knows the password is answered.
pub fn check(bytes: &[u8]) {
    let ours = IceSecret::new([7; 16]).credentials(0);
    let mut out = [0; OUT_BYTES_MAX];
    let check = answer_check(&ours, SocketAddr::from(([192, 0, 2, 1], 4_000)), bytes, &mut out);
    assert!(
        !matches!(check, Check::Answered { .. }),
        "nobody guesses a password"
    );
}

/// Takes a packet as protected, under a key that its first byte picks the suite of; then protects it, and finds it again.
pub fn protected(bytes: &[u8]) {
    let Some((pick, bytes)) = bytes.split_first() else {
        return;
    };
    let suite = Suite::ALL[usize::from(*pick) % Suite::ALL.len()];
    let material = vec![*pick; suite.key_bytes() + suite.salt_bytes()];
    let ssrc = bytes
        .get(8..12)
        .map_or(0, |ssrc| u32::from_be_bytes([ssrc[0], ssrc[1], ssrc[2], ssrc[3]]));
    let ends = SrtpKey::new(suite, &material)
        .and_then(|key| Some((Protector::new(&key, ssrc)?, Unprotector::new(&key)?)));
    let Some((mut ours, mut theirs)) = ends else {
        return;
    };
    let _ = theirs.unprotect_rtp(&mut bytes.to_vec());
    let _ = theirs.unprotect_rtcp(&mut bytes.to_vec());
    let mut packet = bytes.to_vec();
    packet.resize(bytes.len() + OVERHEAD_MAX, 0);
    if let Ok(length) = ours.protect_rtp(&mut packet, bytes.len()) {
        let opened = theirs.unprotect_rtp(&mut packet[..length]);
        assert_eq!(opened, Ok(bytes.len()), "what we protect can be unprotected");
        assert_eq!(packet.get(..bytes.len()), Some(bytes), "and is what it was");
    }
}
