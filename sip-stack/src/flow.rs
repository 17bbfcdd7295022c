//! Where a message came from and where one shall go.
//!
//! A flow is the pair of addresses (and the connection) a message arrived on; answering on it passes
//! every NAT the client is behind (RFC 3261 §18.2.2, RFC 3581, RFC 5626 §2).

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use crate::message::{SipUri, Transport};

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
        domain: Arc<str>,
    },
    /// To a URI with a name. The shell locates it first (RFC 3263); transports that are given it look up no more than
    /// its address.
    Uri(Box<SipUri>),
}

impl Target {
    /// The address that it leads to; `None`: that has to be looked up.
    #[must_use]
    pub fn ip(&self) -> Option<IpAddr> {
        match self {
            Self::Flow(flow) => Some(flow.remote.ip()),
            Self::Address { remote, .. } | Self::Located { remote, .. } => Some(remote.ip()),
            Self::Uri(uri) => uri.host().ip(),
        }
    }

    /// The way to a URI: where it names no transport, UDP, or TLS for `sips:` (RFC 3263 §4.1).
    pub fn of(uri: &SipUri) -> Self {
        let Some(ip) = uri.host().ip() else {
            return Self::Uri(Box::new(uri.clone()));
        };
        let transport = transport_of(uri);
        let port = uri.port().unwrap_or(transport.default_port());
        Self::Address {
            transport,
            remote: SocketAddr::new(ip, port),
        }
    }

    /// What carries it.
    pub fn transport(&self) -> Transport {
        match self {
            Self::Flow(flow) => flow.transport,
            Self::Address { transport, .. } | Self::Located { transport, .. } => *transport,
            Self::Uri(uri) => transport_of(uri),
        }
    }

    /// The address it goes to, if it is known.
    pub fn remote(&self) -> Option<SocketAddr> {
        match self {
            Self::Flow(flow) => Some(flow.remote),
            Self::Address { remote, .. } | Self::Located { remote, .. } => Some(*remote),
            Self::Uri(_) => None,
        }
    }
}

fn transport_of(uri: &SipUri) -> Transport {
    match (uri.transport(), uri.is_secure()) {
        (None | Some(Transport::Tcp), true) => Transport::Tls,
        (transport, _) => transport.unwrap_or(Transport::Udp),
    }
}
