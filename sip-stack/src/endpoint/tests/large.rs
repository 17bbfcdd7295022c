//! Large requests: by TCP, and by datagram after all (RFC 3261 §18.1.1).

use std::time::{Duration, Instant};

use crate::endpoint::{Effect, Endpoint, EndpointConfig, Input, Owner};
use crate::flow::{ConnectionId, Flow, Target};
use crate::message::{HeaderName, Method, Request, Transport, Uri};
use crate::tokens::{Branch, Tokens};
use crate::transaction::Failure;
use crate::user_agent;

struct One {
    endpoint: Endpoint,
    branch: Branch,
    now: Instant,
    effects: Vec<Effect>,
}

impl One {
    fn new() -> Self {
        let mut tokens = Tokens::from_seed([7; 32]);
        let mut config = EndpointConfig::new("test");
        for transport in [Transport::Udp, Transport::Tcp, Transport::Tls] {
            config.listen(transport, "10.0.0.1:5060".parse().unwrap());
        }
        Self {
            branch: tokens.branch(),
            endpoint: Endpoint::new(config, tokens),
            now: crate::endpoint::tests::world::World::new(1).now,
            effects: Vec::new(),
        }
    }

    fn feed(&mut self, input: Input) {
        self.effects.clear();
        self.endpoint.handle(self.now, input, &mut self.effects);
    }

    /// Sends a request whose one header has that many bytes.
    fn send(&mut self, method: &Method, bytes: usize, target: Target) {
        let mut request = Request::new(method.clone(), Uri::parse(b"sip:b@10.0.0.2").unwrap());
        for (name, value) in [
            (HeaderName::From, "<sip:a@10.0.0.1>;tag=1".to_owned()),
            (HeaderName::To, "<sip:b@10.0.0.2>".to_owned()),
            (HeaderName::CallId, "1".to_owned()),
            (HeaderName::CSeq, format!("1 {method}")),
            (HeaderName::Subject, "x".repeat(bytes)),
        ] {
            request.headers_mut().push(name, value);
        }
        let (owner, branch) = (Owner(1), self.branch);
        self.feed(Input::Request {
            owner,
            branch,
            request,
            target,
        });
    }

    fn send_failed(&mut self) {
        let branch = self.branch;
        self.feed(Input::SendFailed { branch });
    }

    /// What was sent: its carrier, and its top Via.
    fn sent(&self) -> Vec<(Transport, String)> {
        let transmits = self.effects.iter().filter_map(|effect| match effect {
            Effect::Transmit { target, bytes, .. } => {
                let text = String::from_utf8_lossy(bytes);
                let via = text.lines().find(|line| line.starts_with("Via"));
                Some((target.transport(), via.unwrap_or_default().to_owned()))
            }
            _ => None,
        });
        transmits.collect()
    }

    fn failed(&self) -> Option<Failure> {
        self.effects.iter().find_map(|effect| match effect {
            Effect::Deliver {
                input: user_agent::Input::Failed { cause, .. },
                ..
            } => Some(*cause),
            _ => None,
        })
    }

    fn carried(&self) -> Transport {
        let sent = self.sent();
        let [(transport, via)] = sent.as_slice() else {
            panic!("one message is sent: {sent:?}")
        };
        assert!(via.contains(&format!("/{transport} 10.0.0.1:5060")), "{via}");
        assert!(via.contains(&self.branch.to_string()), "{via}");
        *transport
    }
}

fn to(transport: Transport) -> Target {
    let remote = "10.0.0.2:5060".parse().unwrap();
    Target::Address { transport, remote }
}

#[test]
fn a_large_request_goes_over_tcp_and_its_via_says_so() {
    for (bytes, carrier) in [(10, Transport::Udp), (1_300, Transport::Tcp)] {
        for method in [Method::Invite, Method::Options] {
            let mut one = One::new();
            one.send(&method, bytes, to(Transport::Udp));
            assert_eq!(one.carried(), carrier);
        }
    }
}

#[test]
fn a_flow_stays_what_it_is_whatever_the_size() {
    let mut one = One::new();
    let flow = Flow {
        transport: Transport::Udp,
        local: "10.0.0.1:5060".parse().unwrap(),
        remote: "10.0.0.2:1024".parse().unwrap(),
        connection: None,
    };
    one.send(&Method::Invite, 2_000, Target::Flow(flow));
    assert_eq!(one.carried(), Transport::Udp);
}

#[test]
fn who_has_no_tcp_gets_the_large_request_by_datagram() {
    for method in [Method::Invite, Method::Options] {
        let mut one = One::new();
        one.send(&method, 2_000, to(Transport::Udp));
        // As long as a connection may take to be refused or given up.
        one.now += Duration::from_secs(4);
        one.send_failed();
        assert_eq!(one.carried(), Transport::Udp);
        assert_eq!(one.failed(), None);
        one.now += Duration::from_millis(500);
        one.feed(Input::Timeout);
        assert_eq!(one.carried(), Transport::Udp, "repeated like any datagram");
        one.send_failed();
        assert_eq!(one.failed(), Some(Failure::Transport), "there is no third way");
    }
}

#[test]
fn nothing_is_sent_twice_once_the_peer_has_answered() {
    let mut one = One::new();
    one.send(&Method::Options, 2_000, to(Transport::Udp));
    let via = one.sent()[0].1.clone();
    let flow = Flow {
        transport: Transport::Tcp,
        local: "10.0.0.1:40000".parse().unwrap(),
        remote: "10.0.0.2:5060".parse().unwrap(),
        connection: Some(ConnectionId(1)),
    };
    let trying = format!(
        "SIP/2.0 100 Trying\r\n{via}\r\nFrom: <sip:a@10.0.0.1>;tag=1\r\nTo: <sip:b@10.0.0.2>\r\nCall-ID: 1\r\n\
         CSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
    );
    one.feed(Input::Received {
        flow,
        bytes: trying.into(),
    });
    one.send_failed();
    assert_eq!(one.sent(), []);
    assert_eq!(one.failed(), Some(Failure::Transport));
}

#[test]
fn a_request_over_tls_offers_its_connection_for_requests_back() {
    let mut one = One::new();
    one.send(&Method::Options, 10, to(Transport::Tls));
    assert!(one.sent()[0].1.contains(";alias"), "{:?}", one.sent());
    let mut one = One::new();
    one.send(&Method::Options, 10, to(Transport::Udp));
    assert!(!one.sent()[0].1.contains("alias"));
}
