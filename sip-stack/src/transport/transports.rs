//! All sockets of the switch.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::{mpsc, watch};

use super::accept::accept;
use super::connect::{send_over_flow, send_to_address, send_to_name};
use super::connections::Outgoing;
use super::hub::Hub;
use super::socket::{bind_tcp, bind_udp};
use super::{Inbound, Listener, TransportLimits, udp};
use crate::flow::Target;
use crate::message::Transport;
use crate::tokens::Branch;

/// The bound sockets; dropping it closes them and every connection.
#[derive(Debug)]
pub struct Transports {
    hub: Arc<Hub>,
    local: Vec<(Transport, SocketAddr)>,
    _open: watch::Sender<()>,
}

impl Transports {
    /// Binds all listeners or none. Must be called within a tokio runtime.
    ///
    /// Errors: an address cannot be bound, or a transport is neither UDP nor TCP (`Unsupported`).
    pub fn bind(
        listeners: &[Listener],
        limits: TransportLimits,
    ) -> io::Result<(Self, mpsc::Receiver<Inbound>)> {
        let (inbound, receiver) = mpsc::channel(limits.inbound_max);
        let (open_sender, open) = watch::channel(());
        let (mut udp_sockets, mut tcp_listeners, mut local) = (Vec::new(), Vec::new(), Vec::new());
        for listener in listeners {
            let bound = match listener.transport {
                Transport::Udp => {
                    udp_sockets.push(Arc::new(bind_udp(listener.bind)?));
                    udp_sockets.last().map(|socket| socket.local_addr())
                }
                Transport::Tcp => {
                    tcp_listeners.push(bind_tcp(listener.bind)?);
                    tcp_listeners.last().map(tokio::net::TcpListener::local_addr)
                }
                Transport::Tls | Transport::Ws | Transport::Wss => {
                    return Err(io::ErrorKind::Unsupported.into());
                }
            };
            local.push((listener.transport, bound.unwrap_or(Ok(listener.bind))?));
        }
        let hub = Arc::new(Hub::new(limits, inbound, udp_sockets, open));
        for socket in &hub.udp {
            tokio::spawn(udp::receive(
                Arc::clone(socket),
                socket.local_addr()?,
                Arc::clone(&hub),
            ));
        }
        for listener in tcp_listeners {
            tokio::spawn(accept(listener, Arc::clone(&hub)));
        }
        Ok((
            Self {
                hub,
                local,
                _open: open_sender,
            },
            receiver,
        ))
    }

    /// What is bound, in the order of the listeners, with the ports the system chose.
    pub fn local(&self) -> &[(Transport, SocketAddr)] {
        &self.local
    }

    /// Sends a message and returns at once; failures come as [`Inbound::SendFailed`].
    pub fn send(&self, target: Target, bytes: Bytes, branch: Option<Branch>) {
        let outgoing = Outgoing {
            target: target.clone(),
            bytes,
            branch,
        };
        match target {
            Target::Flow(flow) => send_over_flow(&self.hub, flow, outgoing),
            Target::Address { transport, remote } => {
                send_to_address(&self.hub, transport, remote, outgoing);
            }
            Target::Name {
                transport,
                host,
                port,
            } => {
                send_to_name(&self.hub, transport, host, port, outgoing);
            }
        }
    }
}
