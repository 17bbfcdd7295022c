//! The way into the packet readers for the fuzz targets; built with `--cfg fuzzing` only.

use crate::rtcp::{Rewriting, is_compound, is_rtcp, translate};
use crate::rtp::{Header, TelephoneEvents};

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
