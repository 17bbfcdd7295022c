//! What a message says.

use bytes::Bytes;

use super::samples::{invite_with, parse, request, response};
use crate::message::{
    Body, Contacts, HeaderErrorKind, HeaderName, Host, Limits, Message, Method, ParseErrorKind, Part,
    StatusCode, Transport,
};

#[test]
fn an_invite_is_read() {
    let invite = request(invite_with(
        "Contact: <sip:alice@192.0.2.1:5062;transport=tcp>;q=0.7\r\n",
    ));
    let headers = invite.headers();
    assert_eq!(*invite.method(), Method::Invite);
    assert_eq!(invite.uri().to_string(), "sip:bob@biloxi.example");
    let via = headers.via().unwrap();
    assert_eq!(via.transport(), Some(Transport::Udp));
    assert_eq!(via.branch(), Some("z9hG4bK776asdhds"));
    assert_eq!(via.sent_by().to_string(), "pc33.atlanta.example");
    assert_eq!(headers.from().unwrap().tag(), Some("1928301774"));
    assert_eq!(headers.from().unwrap().display().as_deref(), Some("Alice"));
    assert_eq!(headers.to().unwrap().tag(), None);
    assert_eq!(headers.call_id().unwrap(), "a84b4c76e66710@pc33.atlanta.example");
    assert_eq!(headers.cseq().unwrap().number, 314_159);
    assert_eq!(headers.max_forwards().unwrap(), Some(70));
    let contact = headers.contact().unwrap().unwrap();
    assert_eq!(contact.params().get("Q"), Some("0.7"));
    let uri = contact.uri().as_sip().unwrap();
    assert_eq!(
        (uri.user(), uri.port(), uri.transport()),
        (Some("alice"), Some(5062), Some(Transport::Tcp))
    );
    assert_eq!(*uri.host(), Host::V4([192, 0, 2, 1].into()));
    let body = invite.body_part().unwrap();
    assert!(body.is("Application/SDP"));
    assert_eq!(body.bytes, "v=0\n");
}

#[test]
fn the_session_is_found_among_other_parts() {
    let said = |content_type: &str, body: &str| {
        let mut invite = request(invite_with(""));
        invite.set_body(Some(Body::new(content_type, body.to_owned())));
        invite.session_part().map(|body| body.bytes)
    };
    let parts = "--p\r\nContent-Type: application/pidf+xml\r\n\r\n<presence/>\r\n\
                 --p\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--p--\r\n";
    assert_eq!(said("multipart/mixed;boundary=p", parts).unwrap(), "v=0");
    assert_eq!(said("application/sdp", "v=0\r\n").unwrap(), "v=0\r\n");
    assert_eq!(said("text/plain", "hello"), None);
    // What cannot be read is refused by whoever reads it, not taken for nothing.
    assert_eq!(said("multipart/mixed", parts).unwrap(), parts);
}

#[test]
fn a_response_is_read_and_its_reason_may_be_missing_or_foreign() {
    let head = "\r\nv: SIP/2.0/TCP h;branch=z9hG4bK1\r\nf: <sip:a@h>;tag=1\r\nt: <sip:b@h>;tag=2\r\n\
                i: 1\r\nCSeq: 1 BYE\r\nl: 0\r\n\r\n";
    for (line, code, reason) in [
        ("SIP/2.0 200 OK", 200, "OK"),
        ("SIP/2.0 404 ", 404, ""),
        ("SIP/2.0 486", 486, ""),
    ] {
        let read = response(format!("{line}{head}"));
        assert_eq!((read.status().code(), &*read.reason()), (code, reason));
    }
    let foreign = [b"SIP/2.0 480 Besch\xe4ftigt".as_slice(), head.as_bytes()].concat();
    assert_eq!(response(&foreign).reason(), "Besch\u{fffd}ftigt");
    assert_eq!(response(&foreign).to_bytes(), foreign);
}

#[test]
fn comma_joined_and_repeated_lines_are_one_list() {
    let invite = request(invite_with(
        "Via: SIP/2.0/TCP a;branch=z9hG4bKa , SIP / 2.0 / UDP [2001:db8::1]:5070 ;branch=z9hG4bKb\r\n\
         Route: <sip:one;lr>,\"a, b\" <sip:two;lr>\r\nRoute: <sip:three,x@h;lr>\r\n\
         Supported: 100rel , replaces\r\nk: path\r\n",
    ));
    let headers = invite.headers();
    let branches: Vec<_> = headers
        .vias()
        .unwrap()
        .iter()
        .filter_map(|via| via.branch().map(str::to_owned))
        .collect();
    assert_eq!(branches, ["z9hG4bK776asdhds", "z9hG4bKa", "z9hG4bKb"]);
    let routes: Vec<_> = headers
        .routes()
        .unwrap()
        .iter()
        .map(|route| route.uri().to_string())
        .collect();
    assert_eq!(routes, ["sip:one;lr", "sip:two;lr", "sip:three,x@h;lr"]);
    assert_eq!(headers.supported(), ["100rel", "replaces", "path"]);
}

#[test]
fn a_folded_value_is_one_value() {
    let invite = request(invite_with(
        "Subject: one\r\n \ttwo\r\n  three\r\nContact:\r\n <sip:a@h>\r\n  ;q=1\r\n",
    ));
    assert_eq!(
        invite.headers().text(HeaderName::Subject).as_deref(),
        Some("one two three")
    );
    assert_eq!(
        invite.headers().contact().unwrap().unwrap().to_string(),
        "<sip:a@h>;q=1"
    );
}

#[test]
fn contacts_are_a_star_alone_or_a_list() {
    let star = request(invite_with("Contact: *\r\n"));
    assert_eq!(star.headers().contacts().unwrap(), Contacts::Star);
    let none = request(invite_with(""));
    assert_eq!(none.headers().contacts().unwrap(), Contacts::List(vec![]));
    let both = request(invite_with("Contact: *\r\nContact: <sip:a@h>\r\n"));
    assert!(both.headers().contacts().is_err());
}

#[test]
fn bytes_that_are_no_utf_8_stay_where_they_are() {
    let text = invite_with("Subject: XX\r\nContact: \"J\\\"\u{fc}rgen\" <sip:a@h>\r\n");
    let bytes: Vec<u8> = text
        .bytes()
        .map(|byte| if byte == b'X' { 0xff } else { byte })
        .collect();
    let invite = request(&bytes);
    assert_eq!(invite.to_bytes(), bytes);
    assert_eq!(
        invite.headers().first(HeaderName::Subject),
        Some([0xff, 0xff].as_slice())
    );
    assert_eq!(
        invite.headers().contact().unwrap().unwrap().display().as_deref(),
        Some("J\"\u{fc}rgen")
    );
}

#[test]
fn the_body_is_cut_at_content_length_and_a_short_one_is_refused() {
    let long = invite_with("") + "garbage";
    assert_eq!(request(&long).to_bytes(), invite_with(""));
    let short = invite_with("").replace("Content-Length: 4", "Content-Length: 5");
    let error = parse(short).unwrap_err();
    assert_eq!(error.kind, ParseErrorKind::BodyCut { expected: 5, got: 4 });
    let answer = error.answer.unwrap();
    assert_eq!(answer.status(), StatusCode::BAD_REQUEST);
    assert_eq!(
        answer.headers().call_id().unwrap(),
        "a84b4c76e66710@pc33.atlanta.example"
    );
}

#[test]
fn headers_that_must_be_there_once_are_checked() {
    for (from, to, kind) in [
        (
            "Call-ID: a84b4c76e66710@pc33.atlanta.example\r\n",
            "",
            HeaderErrorKind::Missing,
        ),
        (
            "CSeq: 314159 INVITE\r\n",
            "CSeq: 1 INVITE\r\nCSeq: 1 INVITE\r\n",
            HeaderErrorKind::Repeated,
        ),
        ("CSeq: 314159", "CSeq: 2147483648", HeaderErrorKind::Number),
        ("Max-Forwards: 70", "Max-Forwards: 300", HeaderErrorKind::Number),
        ("To: Bob <", "To: \"Bob <", HeaderErrorKind::Unclosed),
        (
            "SIP/2.0/UDP pc33.atlanta.example",
            "SIP/2.0/UDP",
            HeaderErrorKind::Protocol,
        ),
    ] {
        let Err(error) = parse(invite_with("").replace(from, to)) else {
            panic!("read: {to}")
        };
        let ParseErrorKind::Header(header) = error.kind else {
            panic!("{to}: {}", error.kind)
        };
        assert_eq!(header.kind, kind, "{to}");
    }
}

#[test]
fn an_ack_is_refused_without_an_answer() {
    let ack = invite_with("")
        .replace("INVITE", "ACK")
        .replace("Max-Forwards: 70", "Max-Forwards: x");
    assert!(parse(ack).unwrap_err().answer.is_none());
}

#[test]
fn each_limit_is_kept_and_has_its_status() {
    let limits = Limits {
        message_bytes_max: 2000,
        head_bytes_max: 1500,
        start_line_bytes_max: 100,
        header_bytes_max: 200,
        headers_max: 12,
        body_bytes_max: 300,
    };
    let long_uri = invite_with("").replacen("bob", &"b".repeat(100), 1);
    let long_header = invite_with(&format!("Subject: {}\r\n", "s".repeat(200)));
    let many = invite_with(&"X: y\r\n".repeat(5));
    let big_body = invite_with("").replace("Length: 4", "Length: 301") + &"b".repeat(297);
    let part = |part, max| ParseErrorKind::TooLong { part, max };
    for (text, kind, status) in [
        (long_uri, part(Part::StartLine, 100), 414),
        (long_header, part(Part::Header, 200), 513),
        (many, ParseErrorKind::TooManyHeaders { max: 12 }, 513),
        (big_body, part(Part::Body, 300), 413),
    ] {
        let error = Message::parse(Bytes::from(text), &limits).unwrap_err();
        assert_eq!(error.kind, kind);
        if let Some(answer) = error.answer {
            assert_eq!(answer.status().code(), status, "{kind}");
        } else {
            assert!(
                matches!(kind, ParseErrorKind::TooManyHeaders { .. }),
                "{kind} has no answer"
            );
        }
    }
    let error = Message::parse(Bytes::from(vec![b'a'; 2001]), &limits).unwrap_err();
    assert_eq!(error.kind, part(Part::Message, 2000));
}
