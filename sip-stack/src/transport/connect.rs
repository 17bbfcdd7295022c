//! Connections that we open (RFC 3261 §18.1.1, RFC 5922 §7.3, RFC 5923 §8.1).

use std::io;
use std::sync::Arc;

use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_rustls::client::TlsStream;

use super::Refusal;
use super::connection::{Link, Opened, Queue, give_up, identify, run};
use super::connections::{Outgoing, Peer};
use super::hub::Hub;
use super::tls::Tls;
use crate::flow::{ConnectionId, Flow};

/// Sends over the connection to that peer, or over a new one.
pub(super) fn send_over_stream(hub: &Arc<Hub>, peer: Peer, outgoing: Outgoing) {
    let mut connections = hub.connections();
    let place = match connections.to(&peer) {
        Some(id) => Ok((id, None)),
        None => connections
            .add(peer.clone(), &hub.limits)
            .map(|(id, queue)| (id, Some(queue))),
    };
    let (id, queue) = match place {
        Ok(place) => place,
        Err(refusal) => {
            drop(connections);
            hub.refuse(peer.transport, peer.remote, refusal);
            return hub.fail(outgoing);
        }
    };
    let refused = connections.queue(id, outgoing);
    drop(connections);
    refused.into_iter().for_each(|outgoing| hub.fail(outgoing));
    if let Some(queue) = queue {
        tokio::spawn(open(peer, id, queue, Arc::clone(hub)));
    }
}

async fn open(peer: Peer, id: ConnectionId, mut queue: Queue, hub: Arc<Hub>) {
    let refusal = match connect(&peer, &hub).await {
        Ok(stream) => match flow(&stream, &peer, id) {
            Ok(flow) => {
                let link = Link {
                    flow,
                    opened: Opened::ByUs,
                    queue,
                };
                let Some(domain) = &peer.domain else {
                    return run(stream, link, hub).await;
                };
                match secure(domain, stream, &hub).await {
                    Ok(stream) => {
                        if hub.tls.as_ref().is_some_and(|tls| tls.checks(domain)) {
                            identify(stream.get_ref().1.peer_certificates(), id, &hub);
                        }
                        return run(stream, link, hub).await;
                    }
                    Err(refusal) => {
                        queue = link.queue;
                        refusal
                    }
                }
            }
            Err(error) => Refusal::Handshake(error),
        },
        Err(refusal) => refusal,
    };
    give_up(id, None, queue, &hub);
    hub.refuse(peer.transport, peer.remote, refusal);
}

async fn connect(peer: &Peer, hub: &Hub) -> Result<TcpStream, Refusal> {
    tokio::select! {
        () = hub.closed() => Err(Refusal::HandshakeTime),
        connected = timeout(hub.limits.connect_time, TcpStream::connect(peer.remote)) => match connected {
            Ok(connected) => connected.map_err(Refusal::Connect),
            Err(_) => Err(Refusal::ConnectTime),
        },
    }
}

fn flow(stream: &TcpStream, peer: &Peer, id: ConnectionId) -> io::Result<Flow> {
    // Without it a request may wait for the acknowledgement of the one before.
    let _ = stream.set_nodelay(true);
    Ok(Flow {
        transport: peer.transport,
        local: stream.local_addr()?,
        remote: peer.remote,
        connection: Some(id),
    })
}

async fn secure(domain: &str, stream: TcpStream, hub: &Hub) -> Result<TlsStream<TcpStream>, Refusal> {
    let Some(tls) = &hub.tls else {
        return Err(Refusal::Handshake(io::ErrorKind::Unsupported.into()));
    };
    tokio::select! {
        () = hub.closed() => Err(Refusal::HandshakeTime),
        secured = timeout(hub.limits.handshake_time, shake_hands(tls, domain, stream)) => match secured {
            Ok(secured) => secured.map_err(Refusal::Handshake),
            Err(_) => Err(Refusal::HandshakeTime),
        },
    }
}

async fn shake_hands(tls: &Tls, domain: &str, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
    let unbracketed = domain.trim_start_matches('[').trim_end_matches(']');
    let name = ServerName::try_from(unbracketed.to_owned())
        .map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    tls.connector(domain).connect(name, stream).await
}
