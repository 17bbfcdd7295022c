//! What all transport tasks hold in common.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::net::UdpSocket;
use tokio::sync::{Semaphore, mpsc, watch};

use super::connections::{Connections, Outgoing};
use super::{Inbound, TransportLimits};

#[derive(Debug)]
pub(super) struct Hub {
    pub(super) limits: TransportLimits,
    pub(super) inbound: mpsc::Sender<Inbound>,
    pub(super) udp: Vec<Arc<UdpSocket>>,
    pub(super) lookups: Semaphore,
    connections: Mutex<Connections>,
    /// Its sender lives in `Transports`: dropping that ends every task.
    open: watch::Receiver<()>,
}

impl Hub {
    pub(super) fn new(
        limits: TransportLimits,
        inbound: mpsc::Sender<Inbound>,
        udp: Vec<Arc<UdpSocket>>,
        open: watch::Receiver<()>,
    ) -> Self {
        let lookups = Semaphore::new(limits.lookups_max);
        Self {
            limits,
            inbound,
            udp,
            lookups,
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

    /// Whether the endpoint still listens.
    pub(super) async fn deliver(&self, inbound: Inbound) -> bool {
        self.inbound.send(inbound).await.is_ok()
    }
}
