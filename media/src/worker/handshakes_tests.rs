use std::net::SocketAddr;
use std::time::{Duration, Instant};

use super::{ATTEMPTS_MAX, HANDSHAKES_MAX, Handshakes, Outcome, SOURCES_MAX};
use crate::dtls::{DtlsTerms, HandshakeError, Identity, Role};
use crate::session::{Generation, HandshakeOrder, StreamId};
use crate::worker::errands::{Datagram, Errand};

const STREAM: StreamId = stream(1);

const fn stream(number: u64) -> StreamId {
    StreamId::numbered(number)
}

fn at(port: u16) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, 1], port))
}

fn order(role: Role, peer: &Identity) -> Box<HandshakeOrder> {
    Box::new(HandshakeOrder {
        terms: DtlsTerms {
            role,
            fingerprints: vec![peer.fingerprint()],
            tls_id: None,
        },
        generation: Generation::default(),
        named: at(4_000),
    })
}

/// Our handshakes and a phone's, which are the same machine.
struct Desk {
    now: Instant,
    identities: [Identity; 2],
    ours: Handshakes,
    theirs: Handshakes,
    /// What came of ours, but for datagrams.
    outcomes: Vec<Outcome>,
}

impl Desk {
    fn new() -> Self {
        let identities = [(); 2].map(|()| Identity::generate().unwrap());
        Self {
            now: Instant::now(),
            ours: Handshakes::new(identities[0].clone()),
            theirs: Handshakes::new(identities[1].clone()),
            identities,
            outcomes: Vec::new(),
        }
    }

    fn begin(&mut self, stream: StreamId, role: Role) {
        let order = order(role, &self.identities[1]);
        let mut out = Vec::new();
        self.ours
            .handle(self.now, Errand::Begin { stream, order }, &mut out);
        self.take(out);
    }

    /// A first flight of the phone's.
    fn hello(&mut self) -> Vec<u8> {
        let order = order(Role::Client, &self.identities[0]);
        let mut out = Vec::new();
        let errand = Errand::Begin {
            stream: STREAM,
            order,
        };
        self.theirs.handle(self.now, errand, &mut out);
        sent(out).remove(0)
    }

    fn receive(&mut self, stream: StreamId, port: u16, datagram: &[u8]) -> Vec<Vec<u8>> {
        let datagram = Datagram::new(stream, at(port), datagram).unwrap();
        let mut out = Vec::new();
        self.ours.handle(self.now, Errand::Datagram(datagram), &mut out);
        self.take(out)
    }

    fn take(&mut self, out: Vec<(StreamId, Outcome)>) -> Vec<Vec<u8>> {
        let mut datagrams = Vec::new();
        for (_, outcome) in out {
            match outcome {
                Outcome::Send { datagram, .. } => datagrams.push(datagram.to_vec()),
                other => self.outcomes.push(other),
            }
        }
        datagrams
    }

    /// The phone shakes hands from this port until nobody has anything to say.
    fn shake(&mut self, port: u16) {
        let mut to_us = vec![self.hello()];
        while !to_us.is_empty() {
            let mut out = Vec::new();
            for datagram in std::mem::take(&mut to_us) {
                for answer in self.receive(STREAM, port, &datagram) {
                    let datagram = Datagram::new(STREAM, at(4_000), &answer).unwrap();
                    self.theirs.handle(self.now, Errand::Datagram(datagram), &mut out);
                }
            }
            to_us = sent(out);
        }
    }
}

fn sent(out: Vec<(StreamId, Outcome)>) -> Vec<Vec<u8>> {
    out.into_iter()
        .filter_map(|(_, outcome)| match outcome {
            Outcome::Send { datagram, .. } => Some(datagram.to_vec()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_phone_behind_nat_is_believed_where_it_shows_its_certificate() {
    let mut desk = Desk::new();
    desk.begin(STREAM, Role::Server);
    desk.shake(9_999);
    let [Outcome::Keys { source, .. }] = &desk.outcomes[..] else {
        panic!("{:?}", desk.outcomes)
    };
    assert_eq!(*source, at(9_999));
    assert_eq!(desk.ours.under_way, 0);
}

#[test]
fn strangers_take_no_room_from_the_phone_that_sdp_names() {
    let mut desk = Desk::new();
    desk.begin(STREAM, Role::Server);
    let hello = desk.hello();
    for port in 5_000..5_100 {
        desk.receive(STREAM, port, &hello);
    }
    assert_eq!(desk.ours.under_way, SOURCES_MAX);
    desk.shake(4_000);
    assert_eq!(desk.outcomes.len(), 1, "{:?}", desk.outcomes);
}

#[test]
fn an_attempt_without_end_ends_and_their_number_is_limited() {
    let mut desk = Desk::new();
    desk.begin(STREAM, Role::Server);
    let hello = desk.hello();
    for port in 5_000..6_000 {
        desk.receive(STREAM, port, &hello);
        if let Some(due) = desk.ours.deadline() {
            desk.now = due.max(desk.now + Duration::from_secs(20));
            let mut out = Vec::new();
            desk.ours.poll(desk.now, &mut out);
            desk.take(out);
        }
    }
    assert_eq!(desk.outcomes.len(), ATTEMPTS_MAX);
    let timed_out = |outcome: &Outcome| {
        matches!(
            outcome,
            Outcome::Failed {
                error: HandshakeError::TimedOut,
                source: Some(_),
                ..
            }
        )
    };
    assert!(desk.outcomes.iter().all(timed_out));
    assert_eq!((desk.ours.under_way, desk.ours.deadline()), (0, None));
}

#[test]
fn beyond_the_limit_no_handshake_is_begun() {
    let mut desk = Desk::new();
    for number in 0..HANDSHAKES_MAX as u64 {
        desk.begin(stream(number), Role::Client);
    }
    assert_eq!(desk.outcomes, []);
    desk.begin(stream(1_000_000), Role::Client);
    let [Outcome::Failed { error, source, .. }] = desk.outcomes[..] else {
        panic!("{:?}", desk.outcomes)
    };
    assert_eq!((error, source), (HandshakeError::Overloaded, None));
    for number in 0..HANDSHAKES_MAX as u64 {
        let errand = Errand::End {
            stream: stream(number),
        };
        desk.ours.handle(desk.now, errand, &mut Vec::new());
    }
    assert_eq!((desk.ours.under_way, desk.ours.deadline()), (0, None));
}

#[test]
fn what_is_no_client_hello_opens_nothing() {
    let mut desk = Desk::new();
    desk.begin(STREAM, Role::Server);
    let mut seed = 1_u64;
    let mut random = || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as u8
    };
    for round in 0..20_000_u16 {
        let mut datagram: Vec<u8> = (0..usize::from(random())).map(|_| random()).collect();
        if let Some(first) = datagram.first_mut() {
            *first = 20 + *first % 44;
        }
        desk.receive(STREAM, round % 7, &datagram);
    }
    desk.receive(stream(77), 4_000, &[22; 40]);
    assert!(desk.ours.under_way <= SOURCES_MAX + 1);
}
