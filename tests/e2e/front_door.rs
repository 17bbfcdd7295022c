//! What the switch says to a request before anything comes of it, and that it counts what it says nothing to.

use std::net::{Ipv4Addr, UdpSocket};
use std::time::{Duration, Instant};

use bytes::Bytes;
use sip_stack::auth::{Attempt, Ha1, respond};
use sip_stack::message::{Challenge, HeaderName, Limits, Message, Method, Response};
use tests::real::{Office, PASSWORD, Program};

use crate::start;

const PATIENCE: Duration = Duration::from_secs(10);

/// A phone of 101 that says exactly what it is told to.
struct Wire {
    socket: UdpSocket,
    sent: u32,
    from: &'static str,
}

impl Wire {
    fn to(program: &Program) -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
        socket.set_read_timeout(Some(PATIENCE)).expect("a time-out");
        socket.connect(program.udp).expect("a peer");
        Self {
            socket,
            sent: 0,
            from: "sip:101@office.example",
        }
    }

    fn request(&mut self, method: &str, uri: &str, lines: &str) -> String {
        self.sent += 1;
        let (number, from, own) = (
            self.sent,
            self.from,
            self.socket.local_addr().expect("an address"),
        );
        let hops = if lines.contains("Max-Forwards") {
            ""
        } else {
            "Max-Forwards: 70\r\n"
        };
        format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{number};rport\r\n{hops}\
             From: <{from}>;tag={number}\r\nTo: <sip:102@office.example>\r\n\
             Call-ID: {own}-{number}\r\nCSeq: 1 {method}\r\nContact: <sip:101@{own}>\r\n{lines}\
             Content-Length: 0\r\n\r\n"
        )
    }

    /// The final answer.
    fn ask(&mut self, method: &str, uri: &str, lines: &str) -> Response {
        let (request, own) = (self.request(method, uri, lines), self.sent);
        self.socket.send(request.as_bytes()).expect("sent");
        let branch = format!("z9hG4bK{own}");
        loop {
            let mut buffer = [0; 65_535];
            let length = self.socket.recv(&mut buffer).expect("an answer");
            let bytes = Bytes::copy_from_slice(&buffer[..length]);
            let Ok(Message::Response(response)) = Message::parse(bytes, &Limits::default()) else {
                panic!("no response")
            };
            let via = response.headers().via().expect("a Via");
            if response.status().is_final() && via.branch() == Some(&branch) {
                return response;
            }
        }
    }

    fn code(&mut self, method: &str, uri: &str, lines: &str) -> u16 {
        self.ask(method, uri, lines).status().code()
    }

    /// The answer to a request of 101, who proves to be so.
    fn proven(&mut self, method: &Method, uri: &str) -> u16 {
        let refusal = self.ask(method.as_str(), uri, "");
        assert_eq!(refusal.status().code(), 401, "{uri}");
        let offer = refusal
            .headers()
            .first(HeaderName::WwwAuthenticate)
            .expect("a challenge");
        let challenge = Challenge::parse(offer).expect("a challenge");
        let attempt = Attempt {
            method,
            uri,
            body: b"",
            cnonce: "c",
            nonce_count: 1,
        };
        let ha1 = Ha1::new("101", "office.example", PASSWORD);
        let proof = respond(&challenge, "101", &ha1, &attempt).expect("an answer");
        self.code(method.as_str(), uri, &format!("Authorization: {proof}\r\n"))
    }

    fn say(&self, text: &str) {
        self.socket.send(text.as_bytes()).expect("sent");
    }
}

#[test]
fn what_cannot_be_served_or_forwarded_is_refused_before_anybody_is_asked_who_they_are() {
    let office = Office::new();
    let program = start(&office);
    let mut wire = Wire::to(&program);
    let bob = "sip:102@office.example";
    for (method, uri, lines, code) in [
        (
            "MESSAGE",
            "urn:nobody:x",
            "Max-Forwards: 0\r\nProxy-Require: foo\r\n",
            416,
        ),
        ("MESSAGE", bob, "Max-Forwards: 0\r\nProxy-Require: foo\r\n", 483),
        ("MESSAGE", bob, "Proxy-Require: foo\r\n", 420),
        ("MESSAGE", bob, "", 401),
        (
            "INVITE",
            "http://office.example",
            "Max-Forwards: 0\r\nRequire: foo\r\n",
            416,
        ),
        ("INVITE", bob, "Max-Forwards: 0\r\nRequire: foo\r\n", 483),
        ("INVITE", bob, "Require: foo\r\n", 420),
        ("INVITE", bob, "", 401),
        ("OPTIONS", bob, "Max-Forwards: 0\r\n", 200),
    ] {
        assert_eq!(wire.code(method, uri, lines), code, "{method} {uri} {lines}");
    }
}

#[test]
fn numbers_and_secure_addresses_are_dialled_like_any_other() {
    let office = Office::new();
    let program = start(&office);
    let mut wire = Wire::to(&program);
    // Bob has no phone: whoever is told so was understood.
    for (uri, code) in [
        ("sip:102@office.example", 480),
        ("sip:%3102@Office.Example;user=phone", 480),
        ("sips:102@office.example", 480),
        ("tel:102;phone-context=office.example", 480),
        ("sip:999@office.example", 404),
        ("sip:102@elsewhere.example", 404),
    ] {
        assert_eq!(wire.proven(&Method::Invite, uri), code, "{uri}");
    }
}

#[test]
fn a_user_may_call_as_nobody_but_not_as_somebody_else() {
    let office = Office::new();
    let program = start(&office);
    for (from, code) in [
        ("sip:anonymous@anonymous.invalid", 480),
        ("sip:102@office.example", 403),
        ("sip:101@elsewhere.example", 403),
    ] {
        let mut wire = Wire::to(&program);
        wire.from = from;
        assert_eq!(
            wire.proven(&Method::Invite, "sip:102@office.example"),
            code,
            "{from}"
        );
    }
}

#[test]
fn each_message_that_goes_no_further_is_counted_with_its_reason() {
    let office = Office::new();
    let program = start(&office);
    let mut wire = Wire::to(&program);
    let scan = wire.request("OPTIONS", "sip:x", "User-Agent: friendly-scanner\r\n");
    let ack = wire.request("ACK", "sip:102@office.example", "");
    let malformed = wire
        .request("OPTIONS", "sip:x", "")
        .replace("CSeq: 1", "CSeq: one");
    let response = wire
        .request("OPTIONS", "sip:x", "")
        .replace("OPTIONS sip:x SIP/2.0", "SIP/2.0 200 OK");
    for text in [&*scan, &*ack, &*malformed, &*response, "nonsense\r\n\r\n"] {
        wire.say(text);
    }
    let counted = ["scanner", "stray_ack", "refused", "stray_response", "malformed"]
        .map(|reason| format!("softswitch_sip_dropped_total{{reason=\"{reason}\"}} 1"));
    let deadline = Instant::now() + PATIENCE;
    loop {
        let metrics = program.metrics();
        if counted.iter().all(|line| metrics.contains(line)) {
            break;
        }
        assert!(Instant::now() < deadline, "{counted:#?}\n{metrics}");
    }
}
