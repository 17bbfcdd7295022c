//! Connections that we open, and names that we look up (RFC 3261 §18.1.1, RFC 3263 §4.2).

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::connection::{Opened, give_up, run};
use super::connections::Outgoing;
use super::hub::Hub;
use super::udp;
use crate::flow::Target;
use crate::message::Transport;

/// Sends over the connection with that address, or over a new one.
pub(super) fn send_over_tcp(hub: &Arc<Hub>, remote: SocketAddr, outgoing: Outgoing) {
    let mut connections = hub.connections();
    if let Some(id) = connections.to(remote) {
        let refused = connections.queue(id, outgoing);
        drop(connections);
        refused.into_iter().for_each(|outgoing| hub.fail(outgoing));
        return;
    }
    let Some((id, queue)) = connections.add(remote, &hub.limits) else {
        drop(connections);
        return hub.fail(outgoing);
    };
    let refused = connections.queue(id, outgoing);
    drop(connections);
    refused.into_iter().for_each(|outgoing| hub.fail(outgoing));
    let hub = Arc::clone(hub);
    tokio::spawn(async move {
        let connected = tokio::select! {
            () = hub.closed() => None,
            connected = timeout(hub.limits.send_time, TcpStream::connect(remote)) => connected.ok(),
        };
        match connected {
            Some(Ok(stream)) => run(stream, id, Opened::ByUs, queue, hub).await,
            Some(Err(_)) | None => give_up(id, None, queue, &hub),
        }
    });
}

/// Looks a name up and sends to the first of its addresses that one of our transports can reach.
pub(super) fn send_to_name(
    hub: &Arc<Hub>,
    transport: Transport,
    host: Box<str>,
    port: u16,
    outgoing: Outgoing,
) {
    let hub = Arc::clone(hub);
    tokio::spawn(async move {
        let Ok(_permit) = hub.lookups.try_acquire() else {
            return hub.fail(outgoing);
        };
        let looked_up = tokio::select! {
            () = hub.closed() => return,
            looked_up = timeout(hub.limits.send_time, tokio::net::lookup_host((&*host, port))) => looked_up,
        };
        let addresses = looked_up.ok().and_then(Result::ok).into_iter().flatten();
        match first_reachable(&hub, transport, addresses) {
            Some(remote) => send_to_address(&hub, transport, remote, outgoing),
            None => hub.fail(outgoing),
        }
    });
}

fn first_reachable(
    hub: &Hub,
    transport: Transport,
    mut addresses: impl Iterator<Item = SocketAddr>,
) -> Option<SocketAddr> {
    let has_family = |remote: &SocketAddr| {
        hub.udp
            .iter()
            .filter_map(|socket| socket.local_addr().ok())
            .any(|own| own.is_ipv4() == remote.is_ipv4())
    };
    addresses.find(|remote| transport != Transport::Udp || has_family(remote))
}

pub(super) fn send_to_address(hub: &Arc<Hub>, transport: Transport, remote: SocketAddr, outgoing: Outgoing) {
    match transport {
        Transport::Udp => udp::send(hub, None, remote, outgoing),
        Transport::Tcp => send_over_tcp(hub, remote, outgoing),
        Transport::Tls | Transport::Ws | Transport::Wss => hub.fail(outgoing),
    }
}

/// Sends back over a known flow; a connection that is gone is not opened again.
pub(super) fn send_over_flow(hub: &Hub, flow: crate::flow::Flow, outgoing: Outgoing) {
    debug_assert_eq!(outgoing.target, Target::Flow(flow));
    match flow.connection {
        None => udp::send(hub, Some(flow.local), flow.remote, outgoing),
        Some(id) => {
            let refused = hub.connections().queue(id, outgoing);
            refused.into_iter().for_each(|outgoing| hub.fail(outgoing));
        }
    }
}
