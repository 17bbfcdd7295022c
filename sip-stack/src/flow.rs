//! Where a message came from and where one shall go.
//!
//! A flow is the pair of addresses (and the connection) a message arrived on; answering on it passes
//! every NAT the client is behind (RFC 3261 §18.2.2, RFC 3581, RFC 5626 §2).

use std::net::SocketAddr;

use crate::message::Transport;

/// One accepted or opened stream connection, never reused within a process.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct ConnectionId(pub u64);

/// The two ends a message travelled between.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Flow {
    /// What carried it.
    pub transport: Transport,
    /// Our end: a concrete address, never 0.0.0.0.
    pub local: SocketAddr,
    /// The peer's end, as the socket saw it.
    pub remote: SocketAddr,
    /// The connection, on stream transports.
    pub connection: Option<ConnectionId>,
}

/// Where a message shall be sent.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Target {
    /// Back over a known flow; never opens a connection.
    Flow(Flow),
    /// To an address; a stream transport may connect.
    Address {
        /// What shall carry it.
        transport: Transport,
        /// The next hop.
        remote: SocketAddr,
    },
    /// To an address that was found for a domain, which a TLS server there must prove to be (RFC 5922 §7.2).
    Located {
        /// What shall carry it.
        transport: Transport,
        /// The next hop.
        remote: SocketAddr,
        /// What was looked up: the domain of the URI, not the name of a machine that DNS gave for it.
        domain: Box<str>,
    },
    /// To a name that the shell resolves first.
    Name {
        /// What shall carry it.
        transport: Transport,
        /// A domain name.
        host: Box<str>,
        /// The next hop's port.
        port: u16,
    },
}

impl Target {
    /// What carries it.
    pub fn transport(&self) -> Transport {
        match self {
            Self::Flow(flow) => flow.transport,
            Self::Address { transport, .. }
            | Self::Located { transport, .. }
            | Self::Name { transport, .. } => *transport,
        }
    }
}
