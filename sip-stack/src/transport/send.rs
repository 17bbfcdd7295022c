//! The way of a message that is to be sent (RFC 3261 §18.1.1, §18.2.2).

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::time::timeout;

use super::connect::send_over_stream;
use super::connections::{Outgoing, Peer};
use super::hub::Hub;
use super::udp;
use crate::flow::{Flow, Target};
use crate::message::Transport;

/// Sends to a target and returns at once.
pub(super) fn send(hub: &Arc<Hub>, outgoing: Outgoing) {
    match outgoing.target.clone() {
        Target::Flow(flow) => send_over_flow(hub, flow, outgoing),
        Target::Address { transport, remote } => {
            send_to_address(hub, transport, remote, &remote.ip().to_string(), outgoing);
        }
        Target::Located {
            transport,
            remote,
            domain,
        } => send_to_address(hub, transport, remote, &domain, outgoing),
        Target::Uri(uri) => {
            let transport = outgoing.target.transport();
            // A browser's name is made up; it is not to be asked for (RFC 7118 §5.2).
            if matches!(transport, Transport::Ws | Transport::Wss) {
                return hub.fail(outgoing);
            }
            let port = uri.port().unwrap_or(transport.default_port());
            let host = uri.host().to_string().into();
            send_to_name(hub, transport, host, port, outgoing);
        }
    }
}

/// Looks a name up and sends to the first of its addresses that one of our transports can reach.
fn send_to_name(hub: &Arc<Hub>, transport: Transport, host: Arc<str>, port: u16, outgoing: Outgoing) {
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
            Some(remote) => send_to_address(&hub, transport, remote, &host, outgoing),
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
            .any(|port| port.bound.is_ipv4() == remote.is_ipv4())
    };
    addresses.find(|remote| transport != Transport::Udp || has_family(remote))
}

/// `domain`: what a TLS server there must prove to be.
fn send_to_address(
    hub: &Arc<Hub>,
    transport: Transport,
    remote: SocketAddr,
    domain: &str,
    outgoing: Outgoing,
) {
    let domain = match transport {
        Transport::Udp => return udp::send(hub, None, remote, outgoing),
        // A browser cannot be called: it has called us, or it is not there (RFC 7118 §5.2).
        Transport::Ws | Transport::Wss => return hub.fail(outgoing),
        Transport::Tcp => None,
        Transport::Tls => Some(domain.to_ascii_lowercase().into()),
    };
    let peer = Peer {
        transport,
        remote,
        domain,
    };
    send_over_stream(hub, peer, outgoing);
}

/// Sends back over a known flow; a connection that is gone is not opened again.
fn send_over_flow(hub: &Hub, flow: Flow, outgoing: Outgoing) {
    match flow.connection {
        None if flow.transport == Transport::Udp => udp::send(hub, Some(flow.local), flow.remote, outgoing),
        None => hub.fail(outgoing),
        Some(id) => {
            let refused = hub.connections().queue(id, outgoing);
            refused.into_iter().for_each(|outgoing| hub.fail(outgoing));
        }
    }
}
