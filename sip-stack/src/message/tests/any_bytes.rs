//! Whatever comes in: no panic, no growth, nothing lost.

use bytes::Bytes;
use proptest::prelude::{Strategy, any, prop};
use proptest::{prop_assert, prop_assert_eq, proptest};

use super::samples::{invite_with, parse};
use crate::message::{Frame, HeaderName, Limits, Message, NameAddr, Params, StreamFraming, Uri, Via};

/// Asks for all that can be asked for.
pub(super) fn read_everything(message: &Message) {
    let headers = message.headers();
    let vias = headers.vias().unwrap();
    vias.iter()
        .for_each(|via| drop((via.to_string(), via.branch(), via.received(), via.rport())));
    let (from, to) = (headers.from().unwrap(), headers.to().unwrap());
    drop((
        from.display(),
        from.tag(),
        from.to_bytes(),
        to.uri().equivalent(from.uri()),
    ));
    drop((
        headers.call_id().unwrap(),
        headers.cseq().unwrap(),
        headers.content_type(),
    ));
    drop((
        headers.contacts(),
        headers.routes(),
        headers.record_routes(),
        headers.paths(),
    ));
    drop((
        headers.expires(),
        headers.min_expires(),
        headers.retry_after(),
        headers.max_forwards(),
    ));
    drop((
        headers.authorizations(),
        headers.proxy_authorizations(),
        headers.challenges(),
    ));
    drop((
        headers.require(),
        headers.supported(),
        headers.allow(),
        headers.text(HeaderName::Subject),
    ));
}

/// Pieces that make a message odd.
fn odd_piece() -> impl Strategy<Value = Vec<u8>> {
    let known: Vec<&[u8]> = vec![
        b"\r\n",
        b"\r\n ",
        b"\n",
        b"\r",
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
        b"?",
        b"\xff",
        b"=",
        b"/",
        b"*",
        b"SIP/2.0",
        b"sip:",
        b"tel:",
        b"Via:",
        b"Contact: ",
        b"l: 3\r\n",
        b"99999999999",
    ];
    prop::sample::select(known).prop_map(<[u8]>::to_vec)
}

/// Cuts, insertions and overwritten bytes.
fn mutate(mut bytes: Vec<u8>, changes: Vec<(prop::sample::Index, u8, Vec<u8>)>) -> Vec<u8> {
    for (at, kind, piece) in changes {
        let at = at.index(bytes.len() + 1);
        match kind % 4 {
            0 => drop(bytes.splice(at..at, piece)),
            1 => drop(bytes.splice(at..(at + piece.len()).min(bytes.len()), piece)),
            2 => drop(bytes.drain(at..(at + usize::from(kind)).min(bytes.len()))),
            _ => bytes.truncate(at.max(bytes.len() / 2)),
        }
    }
    bytes
}

const LINES: &str = "Contact: \"B, \\\"\" <sip:b@[2001:db8::1]:5062;transport=tcp>;q=0.5, <sip:c@h>\r\n\
    Route: <sip:p;lr>\r\nAuthorization: Digest username=\"a\", realm=\"r, x\", nonce=\"n\", nc=00000001\r\n\
    Expires: 60\r\nAllow: INVITE, ACK\r\nRetry-After: 5 (busy)\r\nSubject: one\r\n two\r\n";

proptest! {
    #[test]
    fn a_mutated_message_is_refused_or_printed_as_it_came(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), odd_piece()), 1..6)
    ) {
        let bytes = mutate(invite_with(LINES).into_bytes(), changes);
        if let Ok(message) = parse(&bytes) {
            read_everything(&message);
            let printed = message.to_bytes();
            let start = bytes.iter().position(|byte| !b"\r\n".contains(byte)).unwrap();
            prop_assert!(bytes[start..].starts_with(&printed));
            let mut changed = message.clone();
            changed.headers_mut().push(HeaderName::from_static("X-Last"), "1");
            let again = parse(changed.to_bytes()).unwrap();
            prop_assert_eq!(again.headers().len(), changed.headers().len() + usize::from(!changed.headers().has(HeaderName::ContentLength)));
            prop_assert_eq!(again.body(), message.body());
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        drop(parse(&bytes));
        drop((Uri::parse(&bytes), NameAddr::parse(&bytes), Via::parse(&bytes)));
        drop(Params::read(&Bytes::from(bytes)));
    }

    #[test]
    fn a_stream_yields_the_same_messages_however_it_is_cut(cuts in prop::collection::vec(1usize..200, 1..60)) {
        let message = invite_with(LINES);
        let stream = format!("{message}\r\n\r\n{message}\r\n{message}");
        let mut framing = StreamFraming::new(Limits::default());
        let (mut rest, mut messages) = (stream.as_bytes(), Vec::new());
        for cut in cuts.into_iter().cycle() {
            let (now, later) = rest.split_at(cut.min(rest.len()));
            framing.push(now);
            while let Some(frame) = framing.next_frame().unwrap() {
                if let Frame::Message(bytes) = frame {
                    messages.push(bytes);
                }
            }
            rest = later;
            if rest.is_empty() { break }
        }
        prop_assert_eq!(messages, vec![Bytes::from(message); 3]);
        prop_assert_eq!(framing.pending_bytes(), 0);
    }

    #[test]
    fn a_broken_stream_ends_in_an_error_and_not_in_memory(bytes in prop::collection::vec(any::<u8>(), 1..2000)) {
        let limits = Limits { head_bytes_max: 500, message_bytes_max: 800, ..Limits::default() };
        let mut framing = StreamFraming::new(limits);
        for piece in bytes.chunks(100) {
            framing.push(piece);
            loop {
                match framing.next_frame() {
                    Ok(Some(_)) => {}
                    Ok(None) => break,
                    Err(_) => return Ok(()),
                }
            }
            prop_assert!(framing.pending_bytes() <= 900);
        }
    }

    #[test]
    fn a_uri_prints_what_it_read(
        user in "[a-zA-Z0-9%_.!~*'()&=+$,;?/-]{1,20}",
        host in "[a-z][a-z0-9.-]{0,20}|192\\.0\\.2\\.[1-9]|\\[2001:db8::[1-9a-f]\\]",
        port in prop::option::of(1u16..),
        params in "(;[a-z]{1,8}(=[a-zA-Z0-9.:%-]{1,9})?){0,4}",
        headers in "(\\?[a-z]{1,5}=[a-z0-9%]{1,5})?",
    ) {
        let port = port.map(|port| format!(":{port}")).unwrap_or_default();
        let text = format!("sip:{user}@{host}{port}{params}{headers}");
        let uri: Uri = text.parse().unwrap();
        prop_assert_eq!(uri.to_string(), text);
        prop_assert!(uri.equivalent(&uri));
    }

    #[test]
    fn a_display_name_survives_quoting(display in "\\PC{1,40}") {
        let address = NameAddr::new("sip:a@h".parse::<Uri>().unwrap()).with_display(&display).with_tag("1");
        let read = NameAddr::parse(&address.to_bytes()).unwrap();
        prop_assert_eq!(read.display(), Some(display));
        prop_assert_eq!(read.tag(), Some("1"));
    }

    #[test]
    fn a_parameter_survives_quoting(value in "\\PC{0,40}") {
        let mut params = Params::new();
        params.set("first", "1");
        params.set("X", &value);
        let read = Params::read(&Bytes::from(params.to_string())).unwrap();
        prop_assert_eq!(read.text("x"), Some(value));
        prop_assert_eq!(read.get("FIRST"), Some("1"));
    }
}
