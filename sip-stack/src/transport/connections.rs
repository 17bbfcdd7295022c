//! The open connections and their queues.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::mpsc;

use super::tls::PeerNames;
use super::{Refusal, TransportLimits};
use crate::flow::{ConnectionId, Target};
use crate::message::Transport;
use crate::tokens::Branch;

/// A message that waits to be written.
#[derive(Debug)]
pub(super) struct Outgoing {
    pub(super) target: Target,
    pub(super) bytes: Bytes,
    pub(super) branch: Option<Branch>,
}

/// What a connection leads to, so that later requests share it (RFC 5923 §4).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub(super) struct Peer {
    pub(super) transport: Transport,
    pub(super) remote: SocketAddr,
    /// What the other end has proved to be, or shall prove; TLS only.
    pub(super) domain: Option<Arc<str>>,
}

/// Who is connected.
#[derive(Debug, Default)]
pub(super) struct Connections {
    last_id: u64,
    open: HashMap<ConnectionId, Open>,
    by_peer: HashMap<Peer, ConnectionId>,
    per_address: HashMap<IpAddr, usize>,
}

#[derive(Debug)]
struct Open {
    /// The first is what it was opened to or by; more are aliases.
    peers: Vec<Peer>,
    queue: mpsc::Sender<Outgoing>,
    names: Option<Arc<PeerNames>>,
}

/// Names of one connection that later requests are compared with.
const ALIASES_MAX: usize = 16;

impl Connections {
    /// A place for one more.
    pub(super) fn add(
        &mut self,
        peer: Peer,
        limits: &TransportLimits,
    ) -> Result<(ConnectionId, mpsc::Receiver<Outgoing>), Refusal> {
        let address = peer.remote.ip();
        let of_address = self.per_address.get(&address).copied().unwrap_or(0);
        if self.open.len() >= limits.connections_max {
            return Err(Refusal::Connections);
        }
        if of_address >= limits.connections_per_address_max {
            return Err(Refusal::ConnectionsOfAddress);
        }
        self.last_id += 1;
        let id = ConnectionId(self.last_id);
        let (queue, receiver) = mpsc::channel(limits.queue_max);
        self.by_peer.insert(peer.clone(), id);
        self.per_address.insert(address, of_address + 1);
        let open = Open {
            peers: vec![peer],
            queue,
            names: None,
        };
        self.open.insert(id, open);
        Ok((id, receiver))
    }

    pub(super) fn remove(&mut self, id: ConnectionId) {
        let Some(open) = self.open.remove(&id) else {
            return;
        };
        for peer in &open.peers {
            if self.by_peer.get(peer) == Some(&id) {
                self.by_peer.remove(peer);
            }
        }
        let Some(address) = open.peers.first().map(|peer| peer.remote.ip()) else {
            return;
        };
        if let Some(count) = self.per_address.get_mut(&address) {
            *count -= 1;
            if *count == 0 {
                self.per_address.remove(&address);
            }
        }
    }

    /// The connection to exactly this peer, whoever opened it.
    pub(super) fn to(&self, peer: &Peer) -> Option<ConnectionId> {
        self.by_peer.get(peer).copied()
    }

    /// The other end has shown a certificate.
    pub(super) fn identify(&mut self, id: ConnectionId, names: Arc<PeerNames>) {
        if let Some(open) = self.open.get_mut(&id) {
            open.names = Some(names);
        }
    }

    /// What the other end has proved to be.
    pub(super) fn names(&self, id: ConnectionId) -> Option<Arc<PeerNames>> {
        self.open.get(&id)?.names.clone()
    }

    /// The other end listens on `port` and wants requests for its domains over this connection (RFC 5923 §8.2). An
    /// address that leads elsewhere already is left alone.
    pub(super) fn alias(&mut self, id: ConnectionId, port: u16) {
        let Some(open) = self.open.get_mut(&id) else {
            return;
        };
        let (Some(first), Some(names)) = (open.peers.first().cloned(), &open.names) else {
            return;
        };
        for name in names.iter().take(ALIASES_MAX) {
            let peer = Peer {
                transport: first.transport,
                remote: SocketAddr::new(first.remote.ip(), port),
                domain: Some(name.into()),
            };
            self.by_peer.entry(peer.clone()).or_insert_with(|| {
                open.peers.push(peer);
                id
            });
        }
    }

    /// How many are open.
    pub(super) fn len(&self) -> usize {
        self.open.len()
    }

    /// Queues a message; returns it if the connection is gone or its queue full.
    pub(super) fn queue(&self, id: ConnectionId, outgoing: Outgoing) -> Option<Outgoing> {
        match self.open.get(&id) {
            Some(open) => open
                .queue
                .try_send(outgoing)
                .err()
                .map(mpsc::error::TrySendError::into_inner),
            None => Some(outgoing),
        }
    }
}
