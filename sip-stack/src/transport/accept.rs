//! Connections that peers open (RFC 3261 §18.2.1).

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::connection::{Link, Opened, give_up, identify, run};
use super::connections::Peer;
use super::hub::Hub;
use super::{Refusal, proxy_header};
use crate::flow::Flow;
use crate::message::Transport;

/// After an error of the listener, such as no file descriptor left.
const AFTER_ERROR: Duration = Duration::from_millis(50);

/// A listener for connections.
pub(super) struct Door {
    pub(super) listener: TcpListener,
    pub(super) tls: Option<TlsAcceptor>,
    pub(super) proxy_protocol: bool,
}

/// What is done to each connection of a door.
#[derive(Clone)]
struct Welcome {
    tls: Option<TlsAcceptor>,
    proxy_protocol: bool,
}

/// Accepts until the transports are dropped; beyond the limits connections are closed at once.
pub(super) async fn accept(door: Door, hub: Arc<Hub>) {
    let welcome = Welcome {
        tls: door.tls,
        proxy_protocol: door.proxy_protocol,
    };
    loop {
        let accepted = tokio::select! {
            () = hub.closed() => return,
            accepted = door.listener.accept() => accepted,
        };
        let Ok((stream, remote)) = accepted else {
            tokio::time::sleep(AFTER_ERROR).await;
            continue;
        };
        let Ok(half_open) = Arc::clone(&hub.handshakes).try_acquire_owned() else {
            hub.refuse(welcome.transport(), remote, Refusal::Handshakes);
            continue;
        };
        let (welcome, hub) = (welcome.clone(), Arc::clone(&hub));
        tokio::spawn(async move {
            // Once it is open the connection no longer counts as half open.
            welcome.receive(stream, remote, &hub, || drop(half_open)).await;
        });
    }
}

impl Welcome {
    fn transport(&self) -> Transport {
        if self.tls.is_some() {
            Transport::Tls
        } else {
            Transport::Tcp
        }
    }

    async fn receive(self, mut stream: TcpStream, peer: SocketAddr, hub: &Arc<Hub>, opened: impl FnOnce()) {
        let transport = self.transport();
        let Ok(local) = stream.local_addr() else { return };
        let remote = if self.proxy_protocol {
            match timeout(hub.limits.handshake_time, proxy_header::read(&mut stream)).await {
                Ok(Ok(source)) => source.unwrap_or(peer),
                Ok(Err(_)) => return hub.refuse(transport, peer, Refusal::ProxyHeader),
                Err(_) => return hub.refuse(transport, peer, Refusal::HandshakeTime),
            }
        } else {
            peer
        };
        let place = hub.connections().add(
            Peer {
                transport,
                remote,
                domain: None,
            },
            &hub.limits,
        );
        let (id, queue) = match place {
            Ok(place) => place,
            Err(refusal) => return hub.refuse(transport, remote, refusal),
        };
        let link = Link {
            flow: Flow {
                transport,
                local,
                remote,
                connection: Some(id),
            },
            opened: Opened::ByPeer,
            queue,
        };
        // Without it a response may wait for the acknowledgement of the one before.
        let _ = stream.set_nodelay(true);
        let Some(tls) = self.tls else {
            opened();
            return run(stream, link, Arc::clone(hub)).await;
        };
        let secured = tokio::select! {
            () = hub.closed() => return,
            secured = timeout(hub.limits.handshake_time, tls.accept(stream)) => secured,
        };
        let refusal = match secured {
            Ok(Ok(stream)) => {
                identify(stream.get_ref().1.peer_certificates(), id, hub);
                opened();
                return run(stream, link, Arc::clone(hub)).await;
            }
            Ok(Err(error)) => Refusal::Handshake(error),
            Err(_) => Refusal::HandshakeTime,
        };
        give_up(id, None, link.queue, hub);
        hub.refuse(transport, remote, refusal);
    }
}
