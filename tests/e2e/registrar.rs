//! REGISTER over the wire: whose address it may be, how much it may bind, and what it is told of flows.

use std::net::{Ipv4Addr, UdpSocket};
use std::time::Duration;

use bytes::Bytes;
use sip_stack::auth::{Attempt, Ha1, respond};
use sip_stack::message::{Challenge, HeaderName, Limits, Message, Method, Response};
use tests::real::{Office, PASSWORD, Program};

use crate::start;

/// A phone that says exactly what it is told to.
struct Wire {
    socket: UdpSocket,
    sent: u32,
}

impl Wire {
    fn to(program: &Program) -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
        socket
            .set_read_timeout(Some(Duration::from_secs(5)))
            .expect("a time-out");
        socket.connect(program.udp).expect("a peer");
        Self { socket, sent: 0 }
    }

    /// The answer to a REGISTER of 101, who proves to be so.
    fn register(&mut self, to: &str, lines: &str) -> Response {
        let refusal = self.ask(to, lines, "");
        assert_eq!(
            refusal.status().code(),
            401,
            "everybody is asked who they are first"
        );
        let offer = refusal
            .headers()
            .first(HeaderName::WwwAuthenticate)
            .expect("a challenge");
        let challenge = Challenge::parse(offer).expect("a challenge");
        let attempt = Attempt {
            method: &Method::Register,
            uri: "sip:office.example",
            body: b"",
            cnonce: "c",
            nonce_count: 1,
        };
        let ha1 = Ha1::new("101", "office.example", PASSWORD);
        let proof = respond(&challenge, "101", &ha1, &attempt).expect("an answer");
        self.ask(to, lines, &format!("Authorization: {proof}\r\n"))
    }

    fn ask(&mut self, to: &str, lines: &str, proof: &str) -> Response {
        self.sent += 1;
        let (number, own) = (self.sent, self.socket.local_addr().expect("an address"));
        let request = format!(
            "REGISTER sip:office.example SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{number};rport\r\n\
             Max-Forwards: 70\r\nFrom: <{to}>;tag=1\r\nTo: <{to}>\r\nCall-ID: {own}\r\nCSeq: {number} REGISTER\r\n\
             {proof}{lines}Content-Length: 0\r\n\r\n"
        );
        self.socket.send(request.as_bytes()).expect("sent");
        let mut buffer = [0; 65_535];
        let length = self.socket.recv(&mut buffer).expect("an answer");
        let bytes = Bytes::copy_from_slice(&buffer[..length]);
        match Message::parse(bytes, &Limits::default()).expect("a message") {
            Message::Response(response) => response,
            Message::Request(_) => panic!("a request"),
        }
    }

    fn code(&mut self, to: &str, lines: &str) -> u16 {
        self.register(to, lines).status().code()
    }
}

const OWN: &str = "sip:101@office.example";
const CONTACT: &str = "Contact: <sip:101@127.0.0.1:9>\r\n";

#[test]
fn only_ones_own_address_here_can_be_registered() {
    let office = Office::new();
    let program = start(&office);
    let mut wire = Wire::to(&program);
    assert_eq!(wire.code("sip:102@office.example", CONTACT), 403);
    assert_eq!(
        wire.code("sip:555@office.example", CONTACT),
        403,
        "nobody's looks the same"
    );
    assert_eq!(wire.code("sip:101@elsewhere.example", CONTACT), 404);
    assert_eq!(wire.code("sip:101@127.0.0.1", CONTACT), 200);
    assert_eq!(
        wire.code("sips:%3101@Office.Example.:5061;x=y", CONTACT),
        200,
        "the same address"
    );
    assert_eq!(
        wire.register(OWN, "")
            .headers()
            .values(HeaderName::Contact)
            .count(),
        1
    );
}

#[test]
fn nobody_removes_bindings_without_a_password() {
    let office = Office::new();
    let program = start(&office);
    let mut wire = Wire::to(&program);
    assert_eq!(wire.code(OWN, CONTACT), 200);
    let stranger = Wire::to(&program).ask(OWN, "Contact: *\r\nExpires: 0\r\n", "");
    assert_eq!(stranger.status().code(), 401);
    assert_eq!(
        wire.register(OWN, "")
            .headers()
            .values(HeaderName::Contact)
            .count(),
        1
    );
    assert_eq!(wire.code(OWN, "Contact: *\r\nExpires: 0\r\n"), 200);
    assert_eq!(
        wire.register(OWN, "")
            .headers()
            .values(HeaderName::Contact)
            .count(),
        0
    );
}

#[test]
fn a_user_has_only_so_many_phones() {
    let office = Office::new();
    let program = start(&office);
    let mut wire = Wire::to(&program);
    let contacts = |count: u16| {
        let all: Vec<String> = (1..=count)
            .map(|port| format!("<sip:101@127.0.0.1:{port}>"))
            .collect();
        format!("Contact: {}\r\n", all.join(", "))
    };
    assert_eq!(wire.code(OWN, &contacts(10)), 200);
    assert_eq!(wire.code(OWN, "Contact: <sip:101@127.0.0.1:11>\r\n"), 403);
    assert_eq!(wire.code(OWN, &contacts(10)), 200, "those that are there go on");
    assert_eq!(wire.code(OWN, &contacts(33)), 413);
}

#[test]
fn a_flow_is_confirmed_and_replaced_by_its_successor() {
    let office = Office::new();
    let program = start(&office);
    let lines = "Supported: path, outbound\r\n\
                 Contact: <sip:101@127.0.0.1:9>;+sip.instance=\"<urn:uuid:00000000-0000-1000-8000-000A95A0E128>\";reg-id=1\r\n";
    let first = Wire::to(&program).register(OWN, lines);
    assert_eq!(first.headers().require(), ["outbound"]);
    assert_eq!(first.headers().text(HeaderName::FlowTimer).as_deref(), Some("29"));
    let second = Wire::to(&program).register(OWN, lines);
    assert_eq!(second.headers().values(HeaderName::Contact).count(), 1);
    let beside = Wire::to(&program).register(OWN, &lines.replace("reg-id=1", "reg-id=2"));
    assert_eq!(beside.headers().values(HeaderName::Contact).count(), 2);
}
