//! All sockets of the switch.

use std::io;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::{mpsc, watch};

use super::accept::{Door, accept};
use super::connections::Outgoing;
use super::hub::Hub;
use super::send::send;
use super::socket::{bind_tcp, bind_udp};
use super::tls::{PeerNames, Tls, TlsError};
use super::udp::{self, Port};
use super::{Inbound, Listener, TransportCounts, TransportLimits, WebSockets};
use crate::flow::{Flow, Target};
use crate::message::Transport;
use crate::tokens::Branch;

/// The bound sockets; dropping it closes them and every connection.
#[derive(Debug)]
pub struct Transports {
    hub: Arc<Hub>,
    local: Vec<(Transport, SocketAddr)>,
    _open: watch::Sender<()>,
}

/// Why a listener cannot be bound.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The address cannot be had, or the transport has no listener of its own.
    #[error("cannot listen on {transport} {address}: {source}")]
    Address {
        /// The listener's transport.
        transport: Transport,
        /// The listener's address.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// A TLS listener without a certificate, or one that cannot check its clients.
    #[error(transparent)]
    Tls(#[from] TlsError),
}

impl Transports {
    /// Binds all listeners or none. Must be called within a tokio runtime. Without `tls` nothing is sent over TLS.
    ///
    /// # Errors
    /// An address cannot be bound, a TLS listener has no certificate, or a transport is a WebSocket.
    pub fn bind(
        listeners: &[Listener],
        limits: TransportLimits,
        tls: Option<Tls>,
    ) -> Result<(Self, mpsc::Receiver<Inbound>), BindError> {
        let (inbound, receiver) = mpsc::channel(limits.inbound_max);
        let (open_sender, open) = watch::channel(());
        let (mut ports, mut doors, mut local) = (Vec::new(), Vec::new(), Vec::new());
        for listener in listeners {
            let bound = match bind(listener, tls.as_ref())? {
                Bound::Socket(socket) => {
                    let bound = socket.local_addr().map_err(|source| listener.error(source))?;
                    ports.push(Arc::new(Port { socket, bound }));
                    bound
                }
                Bound::Door(door) => {
                    let bound = door.listener.local_addr();
                    doors.push(door);
                    bound.map_err(|source| listener.error(source))?
                }
            };
            local.push((listener.transport, bound));
        }
        let hub = Arc::new(Hub::new(limits, inbound, ports, tls, open));
        for port in &hub.udp {
            tokio::spawn(udp::receive(Arc::clone(port), Arc::clone(&hub)));
        }
        for door in doors {
            tokio::spawn(accept(door, Arc::clone(&hub)));
        }
        let transports = Self {
            hub,
            local,
            _open: open_sender,
        };
        Ok((transports, receiver))
    }

    /// What is bound, in the order of the listeners, with the ports the system chose.
    pub fn local(&self) -> &[(Transport, SocketAddr)] {
        &self.local
    }

    /// Sends a message and returns at once; failures come as [`Inbound::SendFailed`].
    pub fn send(&self, target: Target, bytes: Bytes, branch: Option<Branch>) {
        let outgoing = Outgoing {
            target,
            bytes,
            branch,
        };
        send(&self.hub, outgoing);
    }

    /// What the other end of a connection has proved to be by its certificate; `None`: it showed none, or is gone.
    pub fn names(&self, flow: &Flow) -> Option<Arc<PeerNames>> {
        self.hub.connections().names(flow.connection?)
    }

    /// What was refused and answered so far.
    pub fn counts(&self) -> Arc<TransportCounts> {
        Arc::clone(&self.hub.counts)
    }

    /// Where the web port hands in the WebSockets that speak SIP.
    pub fn web_sockets(&self) -> WebSockets {
        WebSockets::new(&self.hub)
    }
}

enum Bound {
    Socket(UdpSocket),
    Door(Door),
}

fn bind(listener: &Listener, tls: Option<&Tls>) -> Result<Bound, BindError> {
    let tls = match listener.transport {
        Transport::Udp => {
            let socket = bind_udp(listener.bind).map_err(|source| listener.error(source))?;
            return Ok(Bound::Socket(socket));
        }
        Transport::Tcp => None,
        Transport::Tls => {
            let tls = tls.ok_or(TlsError::NoCertificate)?;
            Some(tls.acceptor(listener.client_certificate)?)
        }
        Transport::Ws | Transport::Wss => {
            return Err(listener.error(io::ErrorKind::Unsupported.into()));
        }
    };
    Ok(Bound::Door(Door {
        listener: bind_tcp(listener.bind).map_err(|source| listener.error(source))?,
        tls,
        proxy_protocol: listener.proxy_protocol,
    }))
}

impl Listener {
    fn error(&self, source: io::Error) -> BindError {
        BindError::Address {
            transport: self.transport,
            address: self.bind,
            source,
        }
    }
}
