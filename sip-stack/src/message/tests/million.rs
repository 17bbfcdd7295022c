//! A million mutated messages: none is a panic, and memory stays where it is.

use bytes::Bytes;
use rand::rngs::SmallRng;
use rand::{RngExt, SeedableRng};

use super::any_bytes::read_everything;
use super::samples::invite_with;
use crate::message::{Limits, Message};

const MESSAGES: usize = 1_000_000;

/// Messages before memory is looked at: caches and pages have settled.
const WARM: usize = MESSAGES / 10;

/// What memory may grow by while nine tenths of the messages are read, in KiB: noise of the allocator.
const GROWTH_KIB_MAX: usize = 4096;

/// Of the messages that are read, one in so many is asked for all its typed headers too.
const ASKED: usize = 16;

const PIECES: [&[u8]; 24] = [
    b"\r\n",
    b"\n",
    b"\r",
    b" ",
    b"\t",
    b"\"",
    b"\\",
    b"<",
    b">",
    b",",
    b";",
    b":",
    b"@",
    b"[",
    b"]",
    b"%",
    b"\0",
    b"\xff",
    b"SIP/2.0",
    b"sip:",
    b"Via: ",
    b"l: 9\r\n",
    b"\r\n ",
    b"99999999999",
];

fn mutate(bytes: &mut Vec<u8>, random: &mut SmallRng) {
    for _ in 0..random.random_range(1..4) {
        let at = random.random_range(0..bytes.len());
        match random.random_range(0..5) {
            0 => bytes[at] = random.random(),
            1 => bytes[at] ^= 1 << random.random_range(0..8),
            2 => drop(bytes.remove(at)),
            3 => {
                let piece = PIECES[random.random_range(0..PIECES.len())];
                bytes.splice(at..at, piece.iter().copied()).for_each(drop);
            }
            _ => {
                let end = (at + random.random_range(1..40)).min(bytes.len());
                let copy = bytes[at..end].to_vec();
                let to = random.random_range(0..bytes.len());
                bytes.splice(to..to, copy).for_each(drop);
            }
        }
    }
}

/// Pages in memory, by Linux; elsewhere only panics are looked for.
fn resident_kib() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok())
        .unwrap_or(0)
}

#[test]
fn a_million_mutated_messages_neither_panic_nor_take_memory() {
    let sound = invite_with(
        "Contact: \"B, \\\"\" <sip:b@[2001:db8::1]:5062;transport=tcp>;q=0.5\r\nRoute: <sip:p;lr>,<sip:q;lr>\r\n\
         Expires: 60\r\nk: 100rel\r\nSubject: one\r\n two\r\n",
    );
    let mut random = SmallRng::seed_from_u64(4475);
    let limits = Limits::default();
    let (mut read, mut answered, mut settled) = (0usize, 0usize, 0);
    for number in 0..MESSAGES {
        if number == WARM {
            settled = resident_kib();
        }
        let mut bytes = sound.clone().into_bytes();
        mutate(&mut bytes, &mut random);
        match Message::parse(Bytes::from(bytes), &limits) {
            Ok(message) => {
                read += 1;
                if read.is_multiple_of(ASKED) {
                    read_everything(&message);
                }
            }
            Err(error) => answered += usize::from(error.answer.is_some()),
        }
    }
    assert!(read > MESSAGES / 10, "too few are still read: {read}");
    assert!(answered > MESSAGES / 10, "too few are answered: {answered}");
    let growth = resident_kib().saturating_sub(settled);
    assert!(growth < GROWTH_KIB_MAX, "memory grew by {growth} KiB");
}
