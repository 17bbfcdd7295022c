//! Phones on one network, in virtual time.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use bytes::Bytes;

use crate::endpoint::tests::network::{Network, Packet};
use crate::endpoint::tests::side::{Side, sdp};
use crate::flow::{ConnectionId, Flow, Target};
use crate::message::{Body, StatusCode};
use crate::user_agent::Command;

/// No run takes more steps than this.
const STEPS_MAX: usize = 20_000;

/// The caller.
pub(super) const A: usize = 0;
/// The callee.
pub(super) const B: usize = 1;
/// Another phone.
pub(super) const C: usize = 2;

pub(super) struct World {
    pub(super) now: Instant,
    pub(super) sides: Vec<Side>,
    pub(super) network: Network,
}

impl World {
    #[expect(clippy::disallowed_methods, reason = "virtual time starts anywhere")]
    pub(super) fn new(seed: u8) -> Self {
        let sides = (1..=3).map(|number| Side::new(number, seed)).collect();
        Self {
            now: Instant::now(),
            sides,
            network: Network::new(seed),
        }
    }

    /// A calls B with an offer.
    pub(super) fn call(&mut self) {
        self.call_with(sdp("offer"));
    }

    pub(super) fn call_with(&mut self, offer: Option<Body>) {
        let to = self.sides[B].address;
        let transport = self.network.transport;
        self.sides[A].call(self.now, to, transport, offer);
        self.flush();
        self.run_ms(50);
    }

    /// A call that is answered and acknowledged; what led to it is forgotten.
    pub(super) fn established(seed: u8) -> Self {
        let mut world = Self::new(seed);
        world.call();
        world.accept(sdp("answer"));
        world.run_ms(50);
        world.forget();
        world
    }

    pub(super) fn accept(&mut self, body: Option<Body>) {
        self.command(
            B,
            Command::Accept {
                body,
                headers: Vec::new(),
            },
        );
    }

    pub(super) fn progress(&mut self, code: u16, body: Option<Body>) {
        let status = crate::message::StatusCode::new(code).unwrap();
        self.command(
            B,
            Command::Progress {
                status,
                body,
                headers: Vec::new(),
            },
        );
    }

    pub(super) fn command(&mut self, side: usize, command: Command) {
        self.sides[side].command(self.now, command);
        self.flush();
    }

    /// Answers the last request that a side was asked.
    pub(super) fn answer_asked(&mut self, side: usize, status: StatusCode) {
        let Some(transaction) = self.sides[side].asked else {
            return;
        };
        let answer = Command::Respond {
            transaction,
            status,
            headers: Vec::new(),
            body: None,
        };
        self.command(side, answer);
    }

    pub(super) fn run_ms(&mut self, ms: u64) {
        let end = self.now + Duration::from_millis(ms);
        self.run_until(Some(end));
        self.now = end;
    }

    /// Until nothing is left to happen.
    pub(super) fn run(&mut self) {
        self.run_until(None);
    }

    fn run_until(&mut self, end: Option<Instant>) {
        for _ in 0..STEPS_MAX {
            let deadlines = self.sides.iter().filter_map(Side::deadline);
            let Some(next) = deadlines.chain(self.network.next()).min() else {
                return;
            };
            if end.is_some_and(|end| end < next) {
                return;
            }
            self.now = self.now.max(next);
            while let Some(packet) = self.network.arrive(self.now) {
                self.deliver(packet);
                self.flush();
            }
            for side in &mut self.sides {
                side.wake(self.now);
            }
            self.flush();
        }
        panic!(
            "the world does not come to rest:\n{}",
            self.network.ladder.join("\n")
        );
    }

    fn deliver(&mut self, packet: Packet) {
        let transport = self.network.transport;
        let connection = transport.is_reliable().then_some(ConnectionId(1));
        let flow = Flow {
            transport,
            local: packet.to,
            remote: packet.from,
            connection,
        };
        if let Some(side) = self.sides.iter_mut().find(|side| side.address == packet.to) {
            side.receive(self.now, flow, packet.bytes);
        }
    }

    pub(super) fn flush(&mut self) {
        for side in &mut self.sides {
            for (target, bytes) in std::mem::take(&mut side.outbox) {
                let to = address(&target);
                self.network.carry(self.now, side.address, to, &bytes);
            }
        }
    }

    /// What a side was told since the last time.
    pub(super) fn events(&mut self, side: usize) -> Vec<String> {
        std::mem::take(&mut self.sides[side].events)
    }

    /// What went over the network since the last time.
    pub(super) fn ladder(&mut self) -> Vec<String> {
        std::mem::take(&mut self.network.ladder)
    }

    pub(super) fn forget(&mut self) {
        self.network.ladder.clear();
        for side in &mut self.sides {
            side.events.clear();
        }
    }

    /// Nothing is left anywhere: no usage, no transaction, no claim.
    pub(super) fn assert_empty(&self) {
        for side in &self.sides {
            assert_eq!(side.usages.len(), 0, "usages of {}", side.address);
            assert_eq!(
                side.endpoint.transactions(),
                0,
                "transactions of {}",
                side.address
            );
            assert_eq!(side.endpoint.dialogs(), 0, "dialogs of {}", side.address);
        }
    }

    /// Gives B a message from A as it stands.
    pub(super) fn inject(&mut self, text: &str) {
        let (from, to) = (self.sides[A].address, self.sides[B].address);
        let bytes = Bytes::from(text.replace('\n', "\r\n"));
        self.deliver(Packet {
            at: self.now,
            from,
            to,
            bytes,
        });
        self.flush();
    }
}

fn address(target: &Target) -> SocketAddr {
    match target.remote() {
        Some(remote) => remote,
        None => panic!("{target:?} is not to be looked up"),
    }
}
