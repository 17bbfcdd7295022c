//! Session descriptions; RTP and RTCP packets.

use media::sdp::{Crypto, Sdp};

/// What is read is printed so that it is read the same.
pub fn sdp(bytes: &[u8]) {
    if let Ok(sdp) = Sdp::parse(bytes) {
        let printed = sdp.to_string();
        let again = Sdp::parse(printed.as_bytes()).expect("what we print can be read");
        assert_eq!(again.to_string(), printed);
        for crypto in sdp.sections.iter().flat_map(media::sdp::Section::crypto) {
            assert_eq!(Crypto::parse(&crypto.to_string()), Some(crypto), "keys too");
        }
    }
}

/// A packet as the workers take it: told apart, read, rewritten, carried over.
#[cfg(fuzzing)]
pub fn packets(bytes: &[u8]) {
    media::fuzz::packet(bytes);
}

/// A datagram as a check of ICE.
#[cfg(fuzzing)]
pub fn check(bytes: &[u8]) {
    media::fuzz::check(bytes);
}

/// A packet as SRTP: unprotected; protected, and found again.
#[cfg(fuzzing)]
pub fn protected(bytes: &[u8]) {
    media::fuzz::protected(bytes);
}
