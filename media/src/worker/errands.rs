//! What the media threads ask of the thread that makes keys. A datagram is copied into the queue's own room, so that
//! the packet path allocates nothing; one that finds no room is dropped and counted, and will be sent again.

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{SyncSender, TrySendError};

use super::outbox::Counts;
use crate::session::{HandshakeOrder, StreamId};

/// Errands that may wait.
pub(crate) const ERRANDS_MAX: usize = 256;
/// A longer datagram of a handshake does not go through the internet in one piece.
const DATAGRAM_MAX: usize = 1_500;

/// What the key maker is asked for.
#[derive(Debug)]
#[expect(
    clippy::large_enum_variant,
    reason = "a box a datagram would allocate on the packet path"
)]
pub(crate) enum Errand {
    /// A handshake, in the place of any other of the stream.
    Begin {
        stream: StreamId,
        order: Box<HandshakeOrder>,
    },
    /// To look at what came.
    Datagram(Datagram),
    /// To forget a stream.
    End { stream: StreamId },
}

/// What came to a stream.
#[derive(Debug)]
pub(crate) struct Datagram {
    pub(crate) stream: StreamId,
    pub(crate) source: SocketAddr,
    length: usize,
    bytes: [u8; DATAGRAM_MAX],
}

impl Datagram {
    pub(crate) fn new(stream: StreamId, source: SocketAddr, datagram: &[u8]) -> Option<Self> {
        let mut bytes = [0; DATAGRAM_MAX];
        bytes.get_mut(..datagram.len())?.copy_from_slice(datagram);
        Some(Self {
            stream,
            source,
            length: datagram.len(),
            bytes,
        })
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// A media thread's side of the queue.
#[derive(Debug)]
pub(crate) struct Errands {
    queue: SyncSender<Errand>,
    counts: Arc<Counts>,
    /// Beginnings and ends wait for room: two a stream at most.
    waiting: VecDeque<Errand>,
}

impl Errands {
    pub(crate) fn new(queue: SyncSender<Errand>, counts: Arc<Counts>) -> Self {
        Self {
            queue,
            counts,
            waiting: VecDeque::new(),
        }
    }

    pub(super) fn begin(&mut self, stream: StreamId, order: HandshakeOrder) {
        let order = Box::new(order);
        self.waiting.push_back(Errand::Begin { stream, order });
        self.flush();
    }

    pub(super) fn end(&mut self, stream: StreamId) {
        self.waiting.push_back(Errand::End { stream });
        self.flush();
    }

    pub(super) fn datagram(&mut self, stream: StreamId, source: SocketAddr, datagram: &[u8]) {
        let errand = Datagram::new(stream, source, datagram).map(Errand::Datagram);
        let is_taken = errand.is_some_and(|errand| self.queue.try_send(errand).is_ok());
        if !is_taken {
            self.counts
                .handshake_datagrams_dropped
                .fetch_add(1, Ordering::Relaxed);
        }
    }

    /// Sends what waits, as far as there is room.
    pub(super) fn flush(&mut self) {
        while let Some(errand) = self.waiting.pop_front() {
            match self.queue.try_send(errand) {
                Ok(()) => {}
                Err(TrySendError::Full(errand)) => return self.waiting.push_front(errand),
                // The key maker is gone: calls hear of it when their keys do not come.
                Err(TrySendError::Disconnected(_)) => return self.waiting.clear(),
            }
        }
    }

    pub(super) fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }
}
