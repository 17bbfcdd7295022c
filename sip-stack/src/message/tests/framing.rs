//! Messages out of a stream.

use super::samples::invite_with;
use crate::message::{Frame, FramingError, Limits, StreamFraming};

fn framing() -> StreamFraming {
    StreamFraming::new(Limits::default())
}

fn frames(framing: &mut StreamFraming, bytes: impl AsRef<[u8]>) -> Vec<Frame> {
    framing.push(bytes.as_ref());
    std::iter::from_fn(|| framing.next_frame().unwrap()).collect()
}

#[test]
fn a_message_without_content_length_has_no_body() {
    let head = invite_with("")
        .replace("Content-Length: 4\r\n", "")
        .replace("v=0\n", "");
    let mut framing = framing();
    assert_eq!(frames(&mut framing, head.clone() + &head).len(), 2);
}

#[test]
fn the_compact_and_the_folded_content_length_are_found() {
    for length in ["l: 4", "Content-Length :\r\n 4", "L:004"] {
        let text = invite_with("").replace("Content-Length: 4", length);
        assert_eq!(
            frames(&mut framing(), &text),
            [Frame::Message(text.clone().into())],
            "{length}"
        );
    }
}

#[test]
fn pings_and_pongs_are_told_apart() {
    let mut framing = framing();
    assert_eq!(frames(&mut framing, "\r\n\r\n"), [Frame::KeepAlivePing]);
    assert_eq!(frames(&mut framing, "\r\n"), [Frame::KeepAlivePong]);
    assert_eq!(
        frames(&mut framing, "\r\n"),
        [Frame::KeepAlivePing],
        "a ping in two pieces"
    );
    let text = invite_with("");
    assert_eq!(frames(&mut framing, format!("\r\n{text}")).len(), 2);
    assert_eq!(frames(&mut framing, "\r"), []);
    assert_eq!(frames(&mut framing, "\n"), [Frame::KeepAlivePong]);
}

#[test]
fn a_stream_that_cannot_be_cut_is_closed() {
    let max = Limits::default().message_bytes_max;
    for (text, error) in [
        ("\u{16}\u{3}\u{1}".to_owned(), FramingError::NotSip { byte: 0x16 }),
        (
            invite_with("").replace("Length: 4", "Length: -4"),
            FramingError::ContentLength,
        ),
        (invite_with("l: 3\r\n"), FramingError::ContentLength),
        (
            format!("INVITE {}", "x".repeat(50_000)),
            FramingError::HeadTooLong { max: 49_152 },
        ),
    ] {
        let mut framing = framing();
        framing.push(text.as_bytes());
        assert_eq!(framing.next_frame(), Err(error));
    }
    let mut framing = framing();
    framing.push(invite_with("").replace("Length: 4", "Length: 70000").as_bytes());
    assert!(matches!(framing.next_frame(), Err(FramingError::TooLong { max: own, .. }) if own == max));
}
