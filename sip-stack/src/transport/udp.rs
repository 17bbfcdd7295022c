//! Datagrams (RFC 3261 §18.1.1, §18.2.1), and the keep-alives among them (RFC 5626 §4.4).

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;

use super::Inbound;
use super::connections::Outgoing;
use super::hub::Hub;
use super::local_address::LocalAddresses;
use super::moderation::Moderation;
use super::stun;
use crate::flow::Flow;
use crate::message::Transport;

/// The largest datagram.
const DATAGRAM_BYTES_MAX: usize = 65_535;

/// After an error of the socket, so that a broken one does not take a whole core.
const AFTER_ERROR: Duration = Duration::from_millis(10);

/// A socket, and the address that it is bound to.
#[derive(Debug)]
pub(super) struct Port {
    pub(super) socket: UdpSocket,
    pub(super) bound: SocketAddr,
}

/// Reads one socket until the transports are dropped.
pub(super) async fn receive(port: Arc<Port>, hub: Arc<Hub>) {
    tokio::select! {
        () = hub.closed() => {}
        () = read(&port, &hub) => {}
    }
}

async fn read(Port { socket, bound }: &Port, hub: &Hub) {
    let mut addresses = LocalAddresses::default();
    let mut moderation = Moderation::new(now());
    let mut watched = Watched::new(socket);
    let mut buffer = vec![0; DATAGRAM_BYTES_MAX];
    loop {
        let (length, remote) = match watched.receive(&mut buffer) {
            Ok(came) => came,
            Err(error) => {
                let is_empty = error.kind() == io::ErrorKind::WouldBlock;
                if !is_empty || watched.wait(moderation.rest(now())).await.is_err() {
                    tokio::time::sleep(AFTER_ERROR).await;
                }
                continue;
            }
        };
        moderation.count();
        let datagram = &buffer[..length];
        // Keep-alives of NATs: line ends, zeros, nothing at all.
        if datagram
            .iter()
            .all(|byte| matches!(byte, b'\r' | b'\n' | b' ' | 0))
        {
            continue;
        }
        if stun::is_stun(datagram) {
            if let Some(answer) = stun::answer(datagram, remote) {
                hub.counts.count_stun();
                // A lost answer is asked for again.
                let _ = socket.send_to(&answer, remote);
            }
            continue;
        }
        let local = addresses.facing(*bound, remote.ip());
        let flow = Flow {
            transport: Transport::Udp,
            local,
            remote,
            connection: None,
        };
        let bytes = Bytes::copy_from_slice(datagram);
        if !hub.deliver(Inbound::Message { flow, bytes }).await {
            return;
        }
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "sockets are read by the clock; no machine decides here"
)]
fn now() -> Instant {
    Instant::now()
}

/// A socket as its reader sees it.
struct Watched<'a> {
    socket: &'a UdpSocket,
    /// The same with the reactor; absent during rests: each datagram would wake the thread, though not the reader.
    awake: Option<tokio::net::UdpSocket>,
}

impl<'a> Watched<'a> {
    fn new(socket: &'a UdpSocket) -> Self {
        Self { socket, awake: None }
    }

    fn receive(&self, buffer: &mut [u8]) -> io::Result<(usize, SocketAddr)> {
        match &self.awake {
            Some(socket) => socket.try_recv_from(buffer),
            None => self.socket.recv_from(buffer),
        }
    }

    /// Waits that long, or else until something has come.
    async fn wait(&mut self, rest: Option<Duration>) -> io::Result<()> {
        if let Some(rest) = rest {
            self.awake = None;
            tokio::time::sleep(rest).await;
            return Ok(());
        }
        let awake = match self.awake.take() {
            Some(awake) => awake,
            None => tokio::net::UdpSocket::from_std(self.socket.try_clone()?)?,
        };
        self.awake.insert(awake).readable().await
    }
}

/// Sends from the socket the flow came in on, or for a new target from the first of its address family.
pub(super) fn send(hub: &Hub, local: Option<SocketAddr>, remote: SocketAddr, outgoing: Outgoing) {
    let fits = |port: &&Arc<Port>| {
        let own = port.bound;
        let is_asked_for = local.is_none_or(|local| {
            own.port() == local.port() && (own.ip() == local.ip() || own.ip().is_unspecified())
        });
        is_asked_for && own.is_ipv4() == remote.is_ipv4()
    };
    let Some(port) = hub.udp.iter().find(fits) else {
        return hub.fail(outgoing);
    };
    match port.socket.send_to(&outgoing.bytes, remote) {
        Ok(_) => {}
        // A full send buffer is a lost datagram: retransmission is what mends it.
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
        Err(_) => hub.fail(outgoing),
    }
}
