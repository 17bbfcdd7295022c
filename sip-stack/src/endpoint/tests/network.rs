//! A network that loses, repeats and delays datagrams, and a note of what it carried.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::message::{Limits, Message, Transport};

/// One datagram on its way.
pub(super) struct Packet {
    pub(super) at: Instant,
    pub(super) from: SocketAddr,
    pub(super) to: SocketAddr,
    pub(super) bytes: Bytes,
}

pub(super) struct Network {
    pub(super) transport: Transport,
    /// In percent.
    pub(super) loss: u32,
    pub(super) duplication: u32,
    pub(super) delay_ms: (u64, u64),
    /// The next messages of that label do not arrive.
    pub(super) lose: Vec<&'static str>,
    /// A proxy that gives what goes to the first address to the second too.
    pub(super) fork: Option<(SocketAddr, SocketAddr)>,
    pub(super) ladder: Vec<String>,
    /// Messages under way are changed: the first text is replaced by the second.
    pub(super) rewrite: Option<(&'static str, String)>,
    sent: Vec<(String, SocketAddr, Bytes)>,
    in_flight: Vec<Packet>,
    chance: StdRng,
}

impl Network {
    pub(super) fn new(seed: u8) -> Self {
        Self {
            transport: Transport::Udp,
            loss: 0,
            duplication: 0,
            delay_ms: (10, 10),
            lose: Vec::new(),
            fork: None,
            ladder: Vec::new(),
            rewrite: None,
            sent: Vec::new(),
            in_flight: Vec::new(),
            chance: StdRng::from_seed([seed; 32]),
        }
    }

    pub(super) fn carry(&mut self, now: Instant, from: SocketAddr, to: SocketAddr, bytes: &Bytes) {
        let label = label(bytes);
        self.sent.push((label.clone(), to, bytes.clone()));
        let lost = self
            .lose
            .iter()
            .position(|lose| *lose == label)
            .map(|at| self.lose.remove(at))
            .is_some();
        let mark = if lost { " (lost)" } else { "" };
        self.ladder
            .push(format!("{}>{} {label}{mark}", name(from), name(to)));
        if lost || self.chance.random_range(0..100) < self.loss {
            return;
        }
        let copies = 1 + u32::from(self.chance.random_range(0..100) < self.duplication);
        for _ in 0..copies {
            let (least, most) = self.delay_ms;
            let at = now + Duration::from_millis(self.chance.random_range(least..=most));
            self.in_flight.push(Packet {
                at,
                from,
                to,
                bytes: bytes.clone(),
            });
            if let Some((_, twin)) = self.fork.filter(|(forked, _)| *forked == to) {
                self.in_flight.push(Packet {
                    at,
                    from,
                    to: twin,
                    bytes: bytes.clone(),
                });
            }
        }
    }

    pub(super) fn next(&self) -> Option<Instant> {
        self.in_flight.iter().map(|packet| packet.at).min()
    }

    pub(super) fn arrive(&mut self, now: Instant) -> Option<Packet> {
        let first = self
            .in_flight
            .iter()
            .enumerate()
            .min_by_key(|(index, packet)| (packet.at, *index));
        let (index, at) = first.map(|(index, packet)| (index, packet.at))?;
        if at > now {
            return None;
        }
        let mut packet = self.in_flight.remove(index);
        if let Some((old, new)) = &self.rewrite {
            packet.bytes = String::from_utf8(packet.bytes.to_vec())
                .unwrap()
                .replace(old, new)
                .into();
        }
        Some(packet)
    }

    /// The last message of that label.
    pub(super) fn last(&self, label: &str) -> String {
        String::from_utf8(self.find(label).2.to_vec()).unwrap()
    }

    pub(super) fn last_to(&self, label: &str) -> SocketAddr {
        self.find(label).1
    }

    fn find(&self, label: &str) -> &(String, SocketAddr, Bytes) {
        self.sent.iter().rfind(|(sent, ..)| sent == label).unwrap()
    }
}

/// `a` for 10.0.0.1, `b` for 10.0.0.2 …
fn name(address: SocketAddr) -> char {
    match address {
        SocketAddr::V4(address) => char::from(b'a' - 1 + address.ip().octets()[3]),
        SocketAddr::V6(_) => '?',
    }
}

/// `INVITE`, or `200 INVITE`.
fn label(bytes: &Bytes) -> String {
    match Message::parse(bytes.clone(), &Limits::default()).unwrap() {
        Message::Request(request) => request.method().to_string(),
        Message::Response(response) => {
            format!(
                "{} {}",
                response.status(),
                response.headers().cseq().unwrap().method
            )
        }
    }
}
