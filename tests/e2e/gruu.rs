//! Addresses of one device (RFC 5627), by phones that say exactly what they are told to.

use std::net::{Ipv4Addr, SocketAddr, UdpSocket};
use std::time::Duration;

use bytes::Bytes;
use sip_stack::auth::{Attempt, Ha1, respond};
use sip_stack::message::{
    Challenge, HeaderName, Limits, Message, Method, NameAddr, Request, Response, StatusCode,
};
use tests::real::{Office, PASSWORD, Program};

use crate::start;

struct Phone {
    socket: UdpSocket,
    user: &'static str,
    sent: u32,
}

impl Phone {
    fn of(program: &Program, user: &'static str) -> Self {
        let socket = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).expect("a socket");
        socket
            .set_read_timeout(Some(Duration::from_secs(10)))
            .expect("a time-out");
        socket.connect(program.udp).expect("a peer");
        Self {
            socket,
            user,
            sent: 0,
        }
    }

    fn own(&self) -> SocketAddr {
        self.socket.local_addr().expect("an address")
    }

    fn say(&mut self, method: &Method, uri: &str, to: &str, lines: &str) {
        self.sent += 1;
        let (number, own, user) = (self.sent, self.own(), self.user);
        let request = format!(
            "{method} {uri} SIP/2.0\r\nVia: SIP/2.0/UDP {own};branch=z9hG4bK{number};rport\r\nMax-Forwards: 70\r\n\
             From: <sip:{user}@office.example>;tag=1\r\nTo: <{to}>\r\nCall-ID: {own}-{method}\r\n\
             CSeq: {number} {method}\r\n{lines}Content-Length: 0\r\n\r\n"
        );
        self.socket.send(request.as_bytes()).expect("sent");
    }

    fn hear(&self) -> Message {
        let mut buffer = [0; 65_535];
        let length = self.socket.recv(&mut buffer).expect("a message");
        let bytes = Bytes::copy_from_slice(&buffer[..length]);
        Message::parse(bytes, &Limits::default()).expect("a message")
    }

    /// The final answer to what was said last.
    fn answer(&self) -> Response {
        loop {
            match self.hear() {
                Message::Response(response) if response.status().is_final() => return response,
                Message::Response(_) => {}
                Message::Request(request) => panic!("a request: {:?}", request.method()),
            }
        }
    }

    /// A request of another that reached this phone, which is content with it.
    fn asked(&self) -> Request {
        let Message::Request(request) = self.hear() else {
            panic!("no request")
        };
        let response = Response::for_request(&request, StatusCode::OK);
        self.socket.send(&response.to_bytes()).expect("sent");
        request
    }

    /// Says it as the user who it is.
    fn prove(&mut self, method: &Method, uri: &str, to: &str, lines: &str) {
        self.say(method, uri, to, lines);
        let refusal = self.answer();
        assert_eq!(refusal.status().code(), 401);
        let offer = refusal.headers().first(HeaderName::WwwAuthenticate);
        let challenge = Challenge::parse(offer.expect("a challenge")).expect("a challenge");
        let attempt = Attempt {
            method,
            uri,
            body: b"",
            cnonce: "c",
            nonce_count: 1,
        };
        let ha1 = Ha1::new(self.user, "office.example", PASSWORD);
        let proof = respond(&challenge, self.user, &ha1, &attempt).expect("an answer");
        self.say(method, uri, to, &format!("Authorization: {proof}\r\n{lines}"));
    }

    /// The GRUU that it gets for a device.
    fn register(&mut self, device: u8) -> String {
        let (own, user) = (self.own(), self.user);
        let instance = format!("<urn:uuid:00000000-0000-1000-8000-00000000000{device}>");
        let lines =
            format!("Supported: gruu\r\nContact: <sip:{user}@{own}>;+sip.instance=\"{instance}\"\r\n");
        let aor = format!("sip:{user}@office.example");
        self.prove(&Method::Register, "sip:office.example", &aor, &lines);
        let granted = self.answer();
        let contacts = granted.headers().values(HeaderName::Contact);
        let contacts =
            contacts.map(|value| NameAddr::parse(&Bytes::copy_from_slice(value)).expect("a contact"));
        let mine = contacts
            .into_iter()
            .find(|contact| contact.params().text("+sip.instance") == Some(instance.clone()));
        mine.and_then(|contact| contact.params().text("pub-gruu"))
            .expect("a GRUU")
    }

    fn hears_nothing(&self) {
        self.socket.set_nonblocking(true).expect("a socket");
        assert!(self.socket.recv(&mut [0; 1]).is_err(), "it was asked too");
    }
}

#[test]
fn a_message_and_a_call_to_a_gruu_reach_that_device_alone() {
    let office = Office::new();
    let program = start(&office);
    let (mut desk, mut mobile) = (Phone::of(&program, "103"), Phone::of(&program, "103"));
    let (first, gruu) = (desk.register(1), mobile.register(2));
    assert!(
        first != gruu && gruu.starts_with("sip:103@office.example;gr="),
        "{gruu}"
    );

    let mut sender = Phone::of(&program, "101");
    sender.prove(&Method::Message, &gruu, &gruu, "");
    let passed = mobile.asked();
    assert_eq!(passed.uri().to_string(), format!("sip:103@{}", mobile.own()));
    assert_eq!(sender.answer().status().code(), 200);
    sender.prove(&Method::Message, "sip:103@office.example;gr=0", &gruu, "");
    assert_eq!(sender.answer().status().code(), 480, "no such device is here");

    let contact = format!("Contact: <sip:101@{}>\r\n", sender.own());
    sender.prove(&Method::Invite, &gruu, &gruu, &contact);
    let Message::Request(invite) = mobile.hear() else {
        panic!("no request")
    };
    assert_eq!(invite.uri().to_string(), format!("sip:103@{}", mobile.own()));
    desk.hears_nothing();
}
