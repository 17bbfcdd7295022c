//! The defects of RFC 4475 and RFC 5118, in messages of our own.

use super::samples::{invite_with, parse};
use crate::message::{Message, Method};

/// What must become of a message.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Fate {
    Read,
    /// Refused with an answer of this status.
    Answered(u16),
    /// Refused without an answer.
    Dropped,
}
use Fate::{Answered, Dropped, Read};

fn fate(bytes: &[u8]) -> Fate {
    match parse(bytes) {
        Ok(message) => {
            assert!(bytes.starts_with(&message.to_bytes()), "printed otherwise");
            Read
        }
        Err(error) => error
            .answer
            .map_or(Dropped, |answer| Answered(answer.status().code())),
    }
}

const TO: &str = "To: Bob <sip:bob@biloxi.example>";
const TYPE: &str = "Content-Type: application/sdp";

/// A piece of a sound message, what stands there instead, and what becomes of it.
type Defect = (&'static str, &'static str, Fate);

/// Unusual but mostly valid (RFC 4475 §3.1.1, RFC 5118 §4).
const UNUSUAL: [Defect; 18] = [
    (
        TO,
        "tO  :\r\n \"B \\\\\\\"\"  \r\n\t<sip:bob@biloxi.example>  ;\r\n  x =  y",
        Read,
    ),
    (TO, "t: sip:bob;par=u%40x@biloxi.example", Read),
    (TO, "To: \"a<b, c>d\" <sip:null-%00-null@biloxi.example>", Read),
    (
        TO,
        "To: \"BEL:\\\u{7} NUL:\\\0 DEL:\\\u{7f}\" <sip:1_~(to-be!sure)&isn't+it$/crazy?,/;;*@h>",
        Read,
    ),
    (
        TO,
        "To: caller<sip:bob@biloxi.example>;p=\"\u{440}\u{430}\"",
        Read,
    ),
    (TYPE, "Contact: <sip:a@h;unknown;x=\"y\">", Read),
    (TYPE, ";;,,;;,;: no token", Answered(400)),
    (TYPE, "Content-Type application/sdp", Answered(400)),
    (TYPE, "X: a\rb", Answered(400)),
    ("CSeq: 314159 INVITE", "cseq: 0009\r\n  INVITE", Read),
    ("Via: SIP/2.0/UDP", "Via: SIP / 2.0\r\n /SCTP", Read),
    (
        "pc33.atlanta.example;branch",
        "h:5060 ; received=2001:db8::9 ;branch",
        Read,
    ),
    (
        "pc33.atlanta.example;branch",
        "[2001:db8::9] : 5060;received=[2001:db8::9];branch",
        Read,
    ),
    (
        "sip:bob@biloxi.example SIP",
        "sip:sips%3Auser%40example.com@example.net SIP",
        Read,
    ),
    (
        "sip:bob@biloxi.example SIP",
        "soap.beep://192.0.2.103:3002 SIP",
        Read,
    ),
    ("sip:bob@biloxi.example SIP", "tel:+1-201-555-0123 SIP", Read),
    (
        "sip:bob@biloxi.example SIP",
        "sip:[::ffff:192.0.2.1]:5070 SIP",
        Read,
    ),
    (
        "sip:bob@biloxi.example SIP",
        "sip:u@[2001:db8:::192.0.2.1] SIP",
        Read,
    ),
];

/// Invalid (RFC 4475 §3.1.2, §3.3).
const INVALID: [Defect; 30] = [
    (
        "pc33.atlanta.example;branch=z9hG4bK776asdhds",
        "192.0.2.15;;,;,,",
        Answered(400),
    ),
    ("Content-Length: 4", "Content-Length: 9999", Answered(400)),
    ("Content-Length: 4", "Content-Length: -999", Answered(400)),
    (
        "Content-Length: 4",
        "Content-Length: 4\r\nContent-Length: 3",
        Answered(400),
    ),
    ("CSeq: 314159", "CSeq: 36893488147419103232", Answered(400)),
    ("Max-Forwards: 70", "Max-Forwards: 300", Answered(400)),
    (TO, "To: \"Mr. J. User <sip:bob@biloxi.example>", Answered(400)),
    (TO, "To: <sip:bob@biloxi.example", Answered(400)),
    (TO, "To: \"Watson, Thomas\" < sip:bob@biloxi.example >", Read),
    (TO, "To: Watson, Thomas <sip:bob@biloxi.example>", Read),
    (
        TO,
        "To: sip:user@example.com?Route=%3Csip:sip.example.com%3E",
        Answered(400),
    ),
    (
        "sip:bob@biloxi.example SIP/2.0",
        "<sip:bob@biloxi.example> SIP/2.0",
        Answered(400),
    ),
    (
        "sip:bob@biloxi.example SIP/2.0",
        "sip:bob@biloxi.example; lr SIP/2.0",
        Answered(400),
    ),
    (
        "sip:bob@biloxi.example SIP/2.0",
        " sip:bob@biloxi.example  SIP/2.0",
        Answered(400),
    ),
    (
        "sip:bob@biloxi.example SIP/2.0",
        "sip:bob@biloxi.example SIP/2.0  ",
        Answered(400),
    ),
    (
        "sip:bob@biloxi.example SIP/2.0",
        "sip:bob@biloxi.example SIP/7.0",
        Answered(505),
    ),
    (
        "sip:bob@biloxi.example SIP/2.0",
        "sip:2001:db8::10 SIP/2.0",
        Answered(400),
    ),
    (
        "sip:bob@biloxi.example SIP/2.0",
        "sip:bob@h:65536 SIP/2.0",
        Answered(400),
    ),
    ("sip:bob@biloxi.example SIP/2.0", "sip:@h SIP/2.0", Answered(400)),
    ("314159 INVITE", "314159 OPTIONS", Answered(400)),
    ("314159 INVITE", "314159", Answered(400)),
    ("INVITE sip", "IN(VITE sip", Dropped),
    ("INVITE sip:bob@biloxi.example SIP/2.0", "nonsense", Dropped),
    ("\r\n\r\n", "\r\n", Answered(400)),
    (TO, "", Dropped),
    ("To: Bob <sip:bob@biloxi.example>\r\n", "", Answered(400)),
    (
        "From: Alice <sip:alice@atlanta.example>;tag=1928301774\r\n",
        "",
        Answered(400),
    ),
    (
        "Call-ID: a84b4c76e66710@pc33.atlanta.example\r\n",
        "",
        Answered(400),
    ),
    ("CSeq: 314159 INVITE\r\n", "", Dropped),
    ("INVITE sip", "NEWMETHOD sip", Answered(501)),
];

#[test]
fn each_defect_has_its_fate() {
    for (from, into, expected) in UNUSUAL.into_iter().chain(INVALID) {
        let text = invite_with("").replacen(from, into, 1);
        assert_ne!(text, invite_with(""), "{from} is not there");
        assert_eq!(fate(text.as_bytes()), expected, "{into:?}");
    }
}

#[test]
fn a_message_may_start_with_line_ends_and_may_use_bare_line_feeds() {
    let text = invite_with("");
    let Ok(message) = parse(format!("\r\n\r\n{text}")) else {
        panic!("refused")
    };
    assert_eq!(message.to_bytes(), text);
    assert_eq!(fate(text.replace("\r\n", "\n").as_bytes()), Read);
    assert_eq!(fate(b"\r\n\r\n"), Dropped);
    assert_eq!(fate(b""), Dropped);
}

#[test]
fn a_long_request_of_unknown_method_is_read() {
    let long = format!("sip:{}@h;{}", "x".repeat(500), "p=v;".repeat(100));
    let text = invite_with(&format!("{}: y\r\n", "longheadername".repeat(20)))
        .replace("INVITE", "!interesting-Method0123456789_*+`.%indeed'~")
        .replacen("sip:bob@biloxi.example", &long, 1);
    let Ok(Message::Request(request)) = parse(&text) else {
        panic!("refused")
    };
    assert_eq!(
        request.method().as_str(),
        "!interesting-Method0123456789_*+`.%indeed'~"
    );
    assert!(matches!(request.method(), Method::Other(_)));
}
