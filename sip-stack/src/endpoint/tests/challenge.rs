//! Challenges leave nothing behind (RFC 3261 §8.2.7, §26.3.2.4).

use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::endpoint::{DropReason, Effect, Endpoint, EndpointConfig, Input};
use crate::flow::Flow;
use crate::message::{Message, Response, StatusCode, Transport};
use crate::tokens::Tokens;

/// An endpoint whose owner challenges everything, after a while.
struct Guarded {
    endpoint: Endpoint,
    now: Instant,
    thinks_for: Duration,
    sent: Vec<Response>,
    dropped: Vec<DropReason>,
}

impl Guarded {
    #[expect(clippy::disallowed_methods, reason = "virtual time starts anywhere")]
    fn new() -> Self {
        Self {
            endpoint: Endpoint::new(EndpointConfig::new("test"), Tokens::from_seed([3; 32])),
            now: Instant::now(),
            thinks_for: Duration::ZERO,
            sent: Vec::new(),
            dropped: Vec::new(),
        }
    }

    fn receive(&mut self, message: &str) {
        let bytes = Bytes::from(message.replace('\n', "\r\n"));
        let input = Input::Received { flow: flow(), bytes };
        self.step(input);
    }

    fn step(&mut self, input: Input) {
        let mut effects = Vec::new();
        self.endpoint.handle(self.now, input, &mut effects);
        for effect in effects {
            match effect {
                Effect::Incoming {
                    transaction, request, ..
                } => {
                    self.now += self.thinks_for;
                    self.step(Input::Timeout);
                    let response = Response::for_request(&request, StatusCode::UNAUTHORIZED);
                    self.step(Input::Respond {
                        transaction,
                        response,
                    });
                }
                Effect::Transmit { bytes, .. } => {
                    let parsed = Message::parse(bytes, &crate::message::Limits::default()).unwrap();
                    if let Message::Response(response) = parsed {
                        self.sent.push(response);
                    }
                }
                Effect::Dropped(reason) => self.dropped.push(reason),
                _ => panic!("unexpected effect"),
            }
        }
    }

    fn codes(&self) -> Vec<u16> {
        self.sent
            .iter()
            .map(|response| response.status().code())
            .collect()
    }
}

fn flow() -> Flow {
    Flow {
        transport: Transport::Udp,
        local: ([192, 0, 2, 1], 5060).into(),
        remote: ([192, 0, 2, 7], 5060).into(),
        connection: None,
    }
}

fn request(method: &str, number: u32) -> String {
    format!(
        "{method} sip:102@office.example SIP/2.0
Via: SIP/2.0/UDP 192.0.2.7:5060;branch=z9hG4bK{method}{number};rport
Max-Forwards: 70
From: <sip:101@office.example>;tag=a
To: <sip:102@office.example>
Call-ID: {number}
CSeq: 1 {method}
Contact: <sip:101@192.0.2.7>
Content-Length: 0

"
    )
}

#[test]
fn a_flood_without_credentials_leaves_no_transactions() {
    let mut guarded = Guarded::new();
    for number in 0..10_000 {
        for method in ["REGISTER", "INVITE", "MESSAGE"] {
            guarded.receive(&request(method, number));
        }
        assert_eq!(guarded.endpoint.transactions(), 0);
    }
    assert_eq!(guarded.sent.len(), 30_000);
}

#[test]
fn a_repeated_request_is_challenged_with_the_same_tag_and_another_with_another() {
    let mut guarded = Guarded::new();
    guarded.receive(&request("REGISTER", 1));
    guarded.receive(&request("REGISTER", 1));
    guarded.receive(&request("REGISTER", 2));
    let tags: Vec<String> = guarded
        .sent
        .iter()
        .map(|response| response.headers().to().unwrap().tag().unwrap().to_owned())
        .collect();
    assert_eq!(guarded.codes(), [401; 3]);
    assert_eq!(tags[0], tags[1]);
    assert_ne!(tags[1], tags[2]);
}

#[test]
fn the_ack_of_a_challenge_is_known_and_a_forged_one_is_not() {
    let mut guarded = Guarded::new();
    let invite = request("INVITE", 1);
    guarded.receive(&invite);
    let to = guarded.sent[0].headers().to().unwrap();
    let ack = |tag: &str| {
        let tagged = format!("To: <sip:102@office.example>;tag={tag}");
        invite
            .replace("INVITE", "ACK")
            .replace("z9hG4bKACK", "z9hG4bKINVITE")
            .replace("To: <sip:102@office.example>", &tagged)
    };
    guarded.receive(&ack(to.tag().unwrap()));
    assert_eq!(guarded.dropped, []);
    guarded.receive(&ack("forged"));
    assert_eq!(guarded.dropped, [DropReason::StrayAck]);
    assert_eq!(guarded.sent.len(), 1);
}

#[test]
fn an_invite_that_has_heard_100_gets_a_challenge_that_is_repeated_until_its_ack() {
    let mut guarded = Guarded::new();
    guarded.thinks_for = Duration::from_millis(300);
    guarded.receive(&request("INVITE", 1));
    assert_eq!(guarded.codes(), [100, 401]);
    assert_eq!(guarded.endpoint.transactions(), 1);
    guarded.now += Duration::from_millis(600);
    guarded.step(Input::Timeout);
    assert_eq!(guarded.codes(), [100, 401, 401]);
}

#[test]
fn a_cancel_of_a_challenged_invite_finds_nothing() {
    let mut guarded = Guarded::new();
    guarded.receive(&request("INVITE", 1));
    let cancel = request("CANCEL", 1).replace("z9hG4bKCANCEL", "z9hG4bKINVITE");
    guarded.receive(&cancel);
    assert_eq!(guarded.codes(), [401, 481]);
}
