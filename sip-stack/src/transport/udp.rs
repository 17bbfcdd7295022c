//! Datagrams (RFC 3261 §18.1.1, §18.2.1), and the keep-alives among them (RFC 5626 §4.4).

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use socket2::SockRef;
use tokio::net::UdpSocket;

use super::Inbound;
use super::connections::Outgoing;
use super::hub::Hub;
use super::local_address::LocalAddresses;
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
    let mut buffer = vec![0; DATAGRAM_BYTES_MAX];
    loop {
        let Ok((length, remote)) = socket.recv_from(&mut buffer).await else {
            tokio::time::sleep(AFTER_ERROR).await;
            continue;
        };
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
                let _ = socket.try_send_to(&answer, remote);
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
    // Past tokio: its `try_send_to` refuses the first datagram until its reactor has seen the socket.
    match SockRef::from(&port.socket).send_to(&outgoing.bytes, &remote.into()) {
        Ok(_) => {}
        // A full send buffer is a lost datagram: retransmission is what mends it.
        Err(error) if error.kind() == io::ErrorKind::WouldBlock => {}
        Err(_) => hub.fail(outgoing),
    }
}
