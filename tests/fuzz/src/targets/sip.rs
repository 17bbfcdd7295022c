//! Messages, URIs, streams, bodies of several parts.

use bytes::Bytes;
use sip_stack::message::{Body, Frame, HeaderName, Limits, Message, StreamFraming, Uri};

/// What is read is printed as it came, and after a change it is read again.
pub fn message(bytes: &[u8]) {
    let limits = Limits::default();
    let parsed = Message::parse(Bytes::copy_from_slice(bytes), &limits);
    let mut message = match parsed {
        Ok(message) => message,
        Err(error) => return drop(error.answer.map(|answer| answer.to_bytes())),
    };
    let printed = message.to_bytes();
    let start = bytes.iter().position(|byte| !b"\r\n".contains(byte)).unwrap_or(0);
    assert!(
        bytes[start..].starts_with(&printed),
        "printed otherwise than it came"
    );
    super::headers::of(message.headers());
    message.headers_mut().push(HeaderName::from_static("X-Last"), "1");
    let changed = message.to_bytes();
    if changed.len() < limits.message_bytes_max / 2 && message.headers().len() < limits.headers_max - 2 {
        let again = Message::parse(changed, &limits).expect("what we print can be read");
        assert_eq!(again.body(), message.body());
    }
}

/// What is read is printed so that it is read the same.
pub fn uri(bytes: &[u8]) {
    if let Ok(uri) = Uri::parse(bytes) {
        let printed = uri.to_string();
        let again = Uri::parse(printed.as_bytes()).expect("what we print can be read");
        assert_eq!(again.to_string(), printed);
        assert!(uri.equivalent(&uri));
        if let Some(uri) = uri.as_sip() {
            drop((
                uri.user_decoded(),
                uri.header("Replaces"),
                uri.transport(),
                uri.params().text("x"),
            ));
        }
    }
}

/// The first byte says how the stream is cut; whatever it holds, memory is bounded and frames are whole.
pub fn framing(bytes: &[u8]) {
    let Some((cut, stream)) = bytes.split_first() else {
        return;
    };
    let limits = Limits {
        head_bytes_max: 2_000,
        message_bytes_max: 4_000,
        ..Limits::default()
    };
    let mut framing = StreamFraming::new(limits);
    let piece = usize::from(*cut).max(1);
    for bytes in stream.chunks(piece) {
        framing.push(bytes);
        loop {
            match framing.next_frame() {
                Ok(Some(Frame::Message(bytes))) => assert!(bytes.len() <= limits.message_bytes_max),
                Ok(Some(_)) => {}
                Ok(None) => break,
                Err(_) => return,
            }
        }
        assert!(framing.pending_bytes() <= limits.message_bytes_max + piece);
    }
}

/// The first line is the Content-Type.
pub fn multipart(bytes: &[u8]) {
    let end = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(bytes.len());
    let content_type = String::from_utf8_lossy(&bytes[..end]);
    let body = Body::new(&content_type, bytes[end..].to_vec());
    drop((
        body.find("application/sdp"),
        body.not_understood(&["application/sdp"]),
    ));
    if let Ok(parts) = body.parts() {
        let parts: Vec<_> = parts.flatten().collect();
        let again = Body::multipart("mixed", &parts)
            .parts()
            .expect("what we write can be read");
        let bodies = |parts: &[sip_stack::message::BodyPart]| {
            parts.iter().map(|part| part.bytes.clone()).collect::<Vec<_>>()
        };
        let again: Vec<_> = again.flatten().collect();
        assert_eq!(bodies(&again), bodies(&parts));
    }
}
