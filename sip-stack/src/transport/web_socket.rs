//! WebSockets that speak SIP (RFC 7118): the web port does the HTTP, here is what they carry.

use std::net::SocketAddr;
use std::sync::{Arc, Weak};

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::time::{sleep, timeout};

use super::connection::{Queue, give_up, now, pong};
use super::connections::{Outgoing, Peer};
use super::hub::Hub;
use super::ration::Ration;
use super::{Inbound, Refusal};
use crate::flow::{ConnectionId, Flow};
use crate::message::Transport;

/// Messages of one WebSocket on their way to or from the web port.
const QUEUE_MAX: usize = 32;

/// Who has opened a WebSocket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct WebSocketPeer {
    /// The web port's end.
    pub local: SocketAddr,
    /// The browser's end.
    pub remote: SocketAddr,
    /// Over TLS.
    pub secure: bool,
}

/// What ties the web port to an open WebSocket: one whole SIP message each (RFC 7118 §5). Either end closes by
/// dropping its halves.
#[derive(Debug)]
pub struct WebSocketQueues {
    /// What came.
    pub arrived: mpsc::Sender<Bytes>,
    /// What is to be sent.
    pub to_send: mpsc::Receiver<Bytes>,
}

/// Where WebSockets are handed in. Cheap to clone.
#[derive(Clone, Debug)]
pub struct WebSockets {
    hub: Weak<Hub>,
}

impl WebSockets {
    pub(super) fn new(hub: &Arc<Hub>) -> Self {
        Self {
            hub: Arc::downgrade(hub),
        }
    }

    /// How many connections are open, WebSockets and others; 0 when the transports are closed.
    pub fn connections(&self) -> usize {
        self.hub.upgrade().map_or(0, |hub| hub.connections().len())
    }

    /// Takes a WebSocket on; it has a flow from now on, and counts as a connection.
    ///
    /// # Errors
    /// There are too many connections, or the transports are closed (`Connections`).
    pub fn open(&self, peer: WebSocketPeer) -> Result<WebSocketQueues, Refusal> {
        let hub = self.hub.upgrade().ok_or(Refusal::Connections)?;
        let transport = if peer.secure {
            Transport::Wss
        } else {
            Transport::Ws
        };
        let place = hub.connections().add(
            Peer {
                transport,
                remote: peer.remote,
                domain: None,
            },
            &hub.limits,
        );
        let (id, queue) = place.inspect_err(|refusal| hub.counts.count(refusal))?;
        let flow = Flow {
            transport,
            local: peer.local,
            remote: peer.remote,
            connection: Some(id),
        };
        let (arrived, from_peer) = mpsc::channel(QUEUE_MAX);
        let (to_peer, to_send) = mpsc::channel(QUEUE_MAX);
        tokio::spawn(run(flow, id, from_peer, to_peer, queue, hub));
        Ok(WebSocketQueues { arrived, to_send })
    }
}

async fn run(
    flow: Flow,
    id: ConnectionId,
    from_peer: mpsc::Receiver<Bytes>,
    to_peer: mpsc::Sender<Bytes>,
    mut queue: Queue,
    hub: Arc<Hub>,
) {
    let unwritten = tokio::select! {
        () = hub.closed() => None,
        refusal = read(from_peer, flow, &hub) => {
            if let Some(refusal) = refusal {
                hub.refuse(flow.transport, flow.remote, refusal);
            }
            None
        }
        unwritten = write(to_peer, &mut queue, &hub) => unwritten,
    };
    give_up(id, unwritten, queue, &hub);
    hub.deliver(Inbound::Closed { flow }).await;
}

/// Ends with the WebSocket (`None`) or its silence.
async fn read(mut from_peer: mpsc::Receiver<Bytes>, flow: Flow, hub: &Hub) -> Option<Refusal> {
    let limits = &hub.limits;
    let mut ration = Ration::new(now(), limits);
    let mut patience = limits.message_time;
    loop {
        let Ok(bytes) = timeout(patience, from_peer.recv()).await else {
            return Some(Refusal::Idle);
        };
        let bytes = bytes?;
        let length = bytes.len();
        // Interop: SIP.js keeps its WebSocket alive with line ends (RFC 5626 §4.4.1).
        if bytes.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
            pong(flow, hub);
        } else if length > limits.message.message_bytes_max {
            return Some(Refusal::Framing);
        } else {
            patience = limits.idle;
            if !hub.deliver(Inbound::Message { flow, bytes }).await {
                return None;
            }
        }
        if let Some(wait) = ration.spend(now(), (1, length), limits) {
            hub.counts.count_throttled();
            sleep(wait).await;
        }
    }
}

/// Ends when the web port takes nothing more, and returns what it did not take.
async fn write(to_peer: mpsc::Sender<Bytes>, queue: &mut Queue, hub: &Hub) -> Option<Outgoing> {
    loop {
        let outgoing = queue.recv().await?;
        let sent = timeout(hub.limits.send_time, to_peer.send(outgoing.bytes.clone())).await;
        if !matches!(sent, Ok(Ok(()))) {
            return Some(outgoing);
        }
    }
}
