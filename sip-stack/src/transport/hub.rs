//! What all transport tasks hold in common.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::{Semaphore, mpsc, watch};

use super::connections::{Connections, Outgoing};
use super::tls::Tls;
use super::udp::Port;
use super::{Inbound, Refusal, TransportCounts, TransportLimits};
use crate::message::Transport;

#[derive(Debug)]
pub(super) struct Hub {
    pub(super) limits: TransportLimits,
    pub(super) inbound: mpsc::Sender<Inbound>,
    pub(super) udp: Vec<Arc<Port>>,
    pub(super) tls: Option<Tls>,
    pub(super) lookups: Semaphore,
    pub(super) handshakes: Arc<Semaphore>,
    pub(super) counts: Arc<TransportCounts>,
    connections: Mutex<Connections>,
    /// Its sender lives in `Transports`: dropping that ends every task.
    open: watch::Receiver<()>,
}

impl Hub {
    pub(super) fn new(
        limits: TransportLimits,
        inbound: mpsc::Sender<Inbound>,
        udp: Vec<Arc<Port>>,
        tls: Option<Tls>,
        open: watch::Receiver<()>,
    ) -> Self {
        Self {
            lookups: Semaphore::new(limits.lookups_max),
            handshakes: Arc::new(Semaphore::new(limits.handshakes_max)),
            limits,
            inbound,
            udp,
            tls,
            counts: Arc::default(),
            connections: Mutex::default(),
            open,
        }
    }

    /// Never held across an await; no code can panic while it is held.
    pub(super) fn connections(&self) -> MutexGuard<'_, Connections> {
        self.connections.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns when the transports were dropped.
    pub(super) async fn closed(&self) {
        let mut open = self.open.clone();
        while open.changed().await.is_ok() {}
    }

    /// Reports a failure. If nobody reads, it is lost: the transaction's timer finds out too.
    pub(super) fn fail(&self, outgoing: Outgoing) {
        let Outgoing { target, branch, .. } = outgoing;
        let _ = self.inbound.try_send(Inbound::SendFailed { branch, target });
    }

    /// Counts a refusal, and tells of it while there is room.
    pub(super) fn refuse(&self, transport: Transport, remote: SocketAddr, why: Refusal) {
        self.counts.count(&why);
        let _ = self.inbound.try_send(Inbound::Refused {
            transport,
            remote,
            why,
        });
    }

    /// Whether the endpoint still listens.
    pub(super) async fn deliver(&self, inbound: Inbound) -> bool {
        self.inbound.send(inbound).await.is_ok()
    }
}
