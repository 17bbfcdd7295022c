//! The handshakes of all streams, as a value: who may make one, and how many at once.

use std::collections::{BTreeSet, HashMap};
use std::net::SocketAddr;
use std::time::Instant;

use bytes::BytesMut;

use super::errands::{Datagram, Errand};
use crate::dtls::{Association, Effect, HandshakeError, Identity, Input, Role};
use crate::session::{Generation, HandshakeOrder, StreamId};
use crate::srtp::SrtpKeys;

/// Handshakes under way at once.
const HANDSHAKES_MAX: usize = 1_024;
/// Sources of one stream that may be at it at once, beside the one that SDP names: a phone behind NAT is one.
const SOURCES_MAX: usize = 4;
/// Attempts on one stream, from anywhere.
const ATTEMPTS_MAX: usize = 32;

/// What a stream gets of its handshake.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Send this.
    Send { to: SocketAddr, datagram: BytesMut },
    /// The phone is at `source`, and these are the keys.
    Keys {
        generation: Generation,
        source: SocketAddr,
        keys: Box<SrtpKeys>,
    },
    /// An attempt came to nothing; without a source, there can be none.
    Failed {
        generation: Generation,
        source: Option<SocketAddr>,
        error: HandshakeError,
    },
}

/// Every stream that has a handshake, or had one and may be asked for its last flight.
#[derive(Debug)]
pub(super) struct Handshakes {
    identity: Identity,
    streams: HashMap<StreamId, Book>,
    due: BTreeSet<(Instant, StreamId)>,
    under_way: usize,
}

#[derive(Debug)]
struct Book {
    order: HandshakeOrder,
    attempts: Vec<Attempt>,
    attempts_left: usize,
    due: Option<Instant>,
}

#[derive(Debug)]
struct Attempt {
    source: SocketAddr,
    association: Association,
}

impl Handshakes {
    pub(super) fn new(identity: Identity) -> Self {
        Self {
            identity,
            streams: HashMap::new(),
            due: BTreeSet::new(),
            under_way: 0,
        }
    }

    pub(super) fn handle(&mut self, now: Instant, errand: Errand, out: &mut Vec<(StreamId, Outcome)>) {
        match errand {
            Errand::Begin { stream, order } => self.begin(now, stream, *order, out),
            Errand::Datagram(datagram) => self.receive(now, &datagram, out),
            Errand::End { stream } => self.forget(stream),
        }
    }

    /// Does what is due.
    pub(super) fn poll(&mut self, now: Instant, out: &mut Vec<(StreamId, Outcome)>) {
        while let Some((_, stream)) = self.due.first().copied().filter(|(at, _)| *at <= now) {
            self.due.pop_first();
            self.change(stream, out, |book, effects| {
                book.due = None;
                for attempt in &mut book.attempts {
                    if attempt.association.deadline().is_some_and(|at| at <= now) {
                        attempt.handle(now, Input::Timeout, effects);
                    }
                }
            });
        }
    }

    /// When to call [`Handshakes::poll`].
    pub(super) fn deadline(&self) -> Option<Instant> {
        self.due.first().map(|(at, _)| *at)
    }

    fn begin(
        &mut self,
        now: Instant,
        stream: StreamId,
        order: HandshakeOrder,
        out: &mut Vec<(StreamId, Outcome)>,
    ) {
        self.forget(stream);
        let (role, named, generation) = (order.terms.role, order.named, order.generation);
        let book = Book {
            order,
            attempts: Vec::new(),
            attempts_left: ATTEMPTS_MAX,
            due: None,
        };
        self.streams.insert(stream, book);
        if role == Role::Server {
            return;
        }
        if self.under_way >= HANDSHAKES_MAX {
            let outcome = Outcome::Failed {
                generation,
                source: None,
                error: HandshakeError::Overloaded,
            };
            return out.push((stream, outcome));
        }
        let identity = self.identity.clone();
        self.change(stream, out, |book, effects| {
            book.attempt(&identity, named, now)
                .handle(now, Input::Start, effects);
        });
    }

    fn receive(&mut self, now: Instant, datagram: &Datagram, out: &mut Vec<(StreamId, Outcome)>) {
        let is_full = self.under_way >= HANDSHAKES_MAX;
        let identity = self.identity.clone();
        self.change(datagram.stream, out, |book, effects| {
            let source = datagram.source;
            if !book.knows(source) {
                if is_full || !begins(datagram.bytes()) || !book.may_begin(source) {
                    return;
                }
                book.attempt(&identity, source, now);
            }
            let attempt = book.attempts.iter_mut().find(|attempt| attempt.source == source);
            if let Some(attempt) = attempt {
                attempt.handle(now, Input::Datagram(datagram.bytes()), effects);
            }
        });
    }

    /// Changes a stream's book, and keeps what follows from it: outcomes, counts, the deadline.
    fn change(
        &mut self,
        stream: StreamId,
        out: &mut Vec<(StreamId, Outcome)>,
        change: impl FnOnce(&mut Book, &mut Vec<(SocketAddr, Effect)>),
    ) {
        let Some(book) = self.streams.get_mut(&stream) else {
            return;
        };
        let before = book.under_way();
        let mut effects = Vec::new();
        change(book, &mut effects);
        book.attempts.retain(|attempt| !attempt.association.is_over());
        self.under_way = self.under_way - before + book.under_way();
        let due = book
            .attempts
            .iter()
            .filter_map(|attempt| attempt.association.deadline());
        let due = due.min();
        if book.due != due {
            if let Some(before) = book.due {
                self.due.remove(&(before, stream));
            }
            self.due.extend(due.map(|at| (at, stream)));
            book.due = due;
        }
        let generation = book.order.generation;
        let outcomes = effects
            .into_iter()
            .map(|(source, effect)| outcome(generation, source, effect));
        out.extend(outcomes.map(|outcome| (stream, outcome)));
    }

    fn forget(&mut self, stream: StreamId) {
        let Some(book) = self.streams.remove(&stream) else {
            return;
        };
        self.under_way -= book.under_way();
        if let Some(due) = book.due {
            self.due.remove(&(due, stream));
        }
    }
}

impl Book {
    fn under_way(&self) -> usize {
        let attempts = self.attempts.iter();
        attempts
            .filter(|attempt| attempt.association.is_handshaking())
            .count()
    }

    fn knows(&self, source: SocketAddr) -> bool {
        self.attempts.iter().any(|attempt| attempt.source == source)
    }

    /// Whether someone new may begin a handshake. Whoever is where SDP says finds room in any case.
    fn may_begin(&self, source: SocketAddr) -> bool {
        let others = self
            .attempts
            .iter()
            .filter(|attempt| attempt.source != self.order.named);
        let has_room = source == self.order.named || others.count() < SOURCES_MAX;
        self.order.terms.role == Role::Server && has_room && self.attempts_left > 0
    }

    fn attempt(&mut self, identity: &Identity, source: SocketAddr, now: Instant) -> &mut Attempt {
        self.attempts_left = self.attempts_left.saturating_sub(1);
        let association = Association::new(identity, self.order.terms.clone(), now);
        self.attempts.push_mut(Attempt { source, association })
    }
}

impl Attempt {
    fn handle(&mut self, now: Instant, input: Input<'_>, effects: &mut Vec<(SocketAddr, Effect)>) {
        let mut own = Vec::new();
        self.association.handle(now, input, &mut own);
        effects.extend(own.into_iter().map(|effect| (self.source, effect)));
    }
}

fn outcome(generation: Generation, source: SocketAddr, effect: Effect) -> Outcome {
    match effect {
        Effect::Send(datagram) => Outcome::Send { to: source, datagram },
        Effect::Keys(keys) => Outcome::Keys {
            generation,
            source,
            keys: Box::new(keys),
        },
        Effect::Failed(error) => Outcome::Failed {
            generation,
            source: Some(source),
            error,
        },
    }
}

/// Whether this is the beginning of a handshake: a record of one, with a ClientHello.
fn begins(datagram: &[u8]) -> bool {
    const HANDSHAKE: u8 = 22;
    const CLIENT_HELLO: u8 = 1;
    const RECORD_HEADER_BYTES: usize = 13;
    datagram.first() == Some(&HANDSHAKE) && datagram.get(RECORD_HEADER_BYTES) == Some(&CLIENT_HELLO)
}

#[cfg(test)]
#[path = "handshakes_tests.rs"]
mod tests;
