//! What of the found ways we can go.

use std::net::{IpAddr, SocketAddr};

use crate::message::Transport;

/// Our transports and address families.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The transports we send by, best first; it decides only where the domain does not (§4.1).
    pub transports: Vec<Transport>,
    /// Whether we send over IPv4.
    pub v4: bool,
    /// Whether we send over IPv6.
    pub v6: bool,
}

impl Policy {
    /// What can be sent from these listeners, in their order.
    pub fn of_listeners(listeners: &[(Transport, SocketAddr)]) -> Self {
        let mut transports: Vec<Transport> = Vec::new();
        for (transport, _) in listeners {
            if !transports.contains(transport) {
                transports.push(*transport);
            }
        }
        Self {
            transports,
            v4: listeners.iter().any(|(_, address)| address.is_ipv4()),
            v6: listeners.iter().any(|(_, address)| address.is_ipv6()),
        }
    }

    /// The same and a transport that a setting insists on, though nothing of ours listens on it.
    #[must_use]
    pub fn also(mut self, transport: Transport) -> Self {
        if !self.has(transport) {
            self.transports.push(transport);
        }
        self
    }

    pub(super) fn has(&self, transport: Transport) -> bool {
        self.transports.contains(&transport)
    }

    pub(super) fn reaches(&self, ip: &IpAddr) -> bool {
        if ip.is_ipv4() { self.v4 } else { self.v6 }
    }

    /// The ways a domain may be asked for with SRV, in our order.
    pub(super) fn candidates(&self, secure: bool) -> Vec<Transport> {
        let fits =
            |transport: &Transport| matches!(transport, Transport::Tls) || (!secure && is_plain(*transport));
        self.transports.iter().copied().filter(fits).collect()
    }
}

fn is_plain(transport: Transport) -> bool {
    matches!(transport, Transport::Udp | Transport::Tcp)
}
