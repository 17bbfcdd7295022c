//! The open connections and their queues.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

use bytes::Bytes;
use tokio::sync::mpsc;

use super::TransportLimits;
use crate::flow::{ConnectionId, Target};
use crate::tokens::Branch;

/// A message that waits to be written.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) target: Target,
    pub(super) bytes: Bytes,
    pub(super) branch: Option<Branch>,
}

/// Who is connected.
#[derive(Debug, Default)]
pub(super) struct Connections {
    last_id: u64,
    queues: HashMap<ConnectionId, (SocketAddr, mpsc::Sender<Outgoing>)>,
    by_remote: HashMap<SocketAddr, ConnectionId>,
    per_address: HashMap<IpAddr, usize>,
}

impl Connections {
    /// A place for one more; `None` if a limit is reached.
    pub(super) fn add(
        &mut self,
        remote: SocketAddr,
        limits: &TransportLimits,
    ) -> Option<(ConnectionId, mpsc::Receiver<Outgoing>)> {
        let of_address = self.per_address.get(&remote.ip()).copied().unwrap_or(0);
        if self.queues.len() >= limits.connections_max || of_address >= limits.connections_per_address_max {
            return None;
        }
        self.last_id += 1;
        let id = ConnectionId(self.last_id);
        let (sender, receiver) = mpsc::channel(limits.queue_max);
        self.queues.insert(id, (remote, sender));
        self.by_remote.insert(remote, id);
        self.per_address.insert(remote.ip(), of_address + 1);
        Some((id, receiver))
    }

    pub(super) fn remove(&mut self, id: ConnectionId) {
        let Some((remote, _)) = self.queues.remove(&id) else {
            return;
        };
        if self.by_remote.get(&remote) == Some(&id) {
            self.by_remote.remove(&remote);
        }
        if let Some(count) = self.per_address.get_mut(&remote.ip()) {
            *count -= 1;
            if *count == 0 {
                self.per_address.remove(&remote.ip());
            }
        }
    }

    /// The connection with exactly this address, whoever opened it.
    pub(super) fn to(&self, remote: SocketAddr) -> Option<ConnectionId> {
        self.by_remote.get(&remote).copied()
    }

    /// Queues a message; returns it if the connection is gone or its queue full.
    pub(super) fn queue(&self, id: ConnectionId, outgoing: Outgoing) -> Option<Outgoing> {
        match self.queues.get(&id) {
            Some((_, sender)) => sender
                .try_send(outgoing)
                .err()
                .map(mpsc::error::TrySendError::into_inner),
            None => Some(outgoing),
        }
    }
}
