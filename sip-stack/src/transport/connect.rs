//! Connections that we open, and names that we look up (RFC 3261 §18.1.1, RFC 3263 §4.2).

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::time::timeout;

use super::connection::{Opened, give_up, run};
use super::connections::Outgoing;
use super::shared::Shared;
use super::udp;
use crate::flow::Target;
use crate::message::Transport;

/// Sends over the connection with that address, or over a new one.
pub(super) fn send_over_tcp(shared: &Arc<Shared>, remote: SocketAddr, outgoing: Outgoing) {
    let mut connections = shared.connections();
    if let Some(id) = connections.to(remote) {
        let refused = connections.queue(id, outgoing);
        drop(connections);
        refused.into_iter().for_each(|outgoing| shared.fail(outgoing));
        return;
    }
    let Some((id, queue)) = connections.add(remote, &shared.limits) else {
        drop(connections);
        return shared.fail(outgoing);
    };
    let refused = connections.queue(id, outgoing);
    drop(connections);
    refused.into_iter().for_each(|outgoing| shared.fail(outgoing));
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        let connected = tokio::select! {
            () = shared.closed() => None,
            connected = timeout(shared.limits.send_time, TcpStream::connect(remote)) => connected.ok(),
        };
        match connected {
            Some(Ok(stream)) => run(stream, id, Opened::ByUs, queue, shared).await,
            Some(Err(_)) | None => give_up(id, None, queue, &shared),
        }
    });
}

/// Looks a name up and sends to the first of its addresses that one of our transports can reach.
pub(super) fn send_to_name(
    shared: &Arc<Shared>,
    transport: Transport,
    host: Box<str>,
    port: u16,
    outgoing: Outgoing,
) {
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        let Ok(_permit) = shared.lookups.try_acquire() else {
            return shared.fail(outgoing);
        };
        let looked_up = tokio::select! {
            () = shared.closed() => return,
            looked_up = timeout(shared.limits.send_time, tokio::net::lookup_host((&*host, port))) => looked_up,
        };
        let addresses = looked_up.ok().and_then(Result::ok).into_iter().flatten();
        match first_reachable(&shared, transport, addresses) {
            Some(remote) => send_to_address(&shared, transport, remote, outgoing),
            None => shared.fail(outgoing),
        }
    });
}

fn first_reachable(
    shared: &Shared,
    transport: Transport,
    mut addresses: impl Iterator<Item = SocketAddr>,
) -> Option<SocketAddr> {
    let has_family = |remote: &SocketAddr| {
        shared
            .udp
            .iter()
            .filter_map(|socket| socket.local_addr().ok())
            .any(|own| own.is_ipv4() == remote.is_ipv4())
    };
    addresses.find(|remote| transport != Transport::Udp || has_family(remote))
}

pub(super) fn send_to_address(
    shared: &Arc<Shared>,
    transport: Transport,
    remote: SocketAddr,
    outgoing: Outgoing,
) {
    match transport {
        Transport::Udp => udp::send(shared, None, remote, outgoing),
        Transport::Tcp => send_over_tcp(shared, remote, outgoing),
        Transport::Tls | Transport::Ws | Transport::Wss => shared.fail(outgoing),
    }
}

/// Sends back over a known flow; a connection that is gone is not opened again.
pub(super) fn send_over_flow(shared: &Shared, flow: crate::flow::Flow, outgoing: Outgoing) {
    debug_assert_eq!(outgoing.target, Target::Flow(flow));
    match flow.connection {
        None => udp::send(shared, Some(flow.local), flow.remote, outgoing),
        Some(id) => {
            let refused = shared.connections().queue(id, outgoing);
            refused.into_iter().for_each(|outgoing| shared.fail(outgoing));
        }
    }
}
