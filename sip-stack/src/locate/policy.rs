//! What of the found ways we can go.

use std::net::IpAddr;

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
