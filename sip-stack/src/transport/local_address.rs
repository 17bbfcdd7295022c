//! Which of our addresses a peer sees, when we listen on all of them.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

/// Peers whose route is remembered; when full, all are forgotten.
const ROUTES_MAX: usize = 1024;

/// The addresses the routing table would send from.
#[derive(Debug, Default)]
pub(super) struct LocalAddresses {
    routes: HashMap<IpAddr, IpAddr>,
}

impl LocalAddresses {
    /// `bound` with a concrete address, for a socket that talks to `remote`.
    pub(super) fn facing(&mut self, bound: SocketAddr, remote: IpAddr) -> SocketAddr {
        if !bound.ip().is_unspecified() {
            return bound;
        }
        if let Some(local) = self.routes.get(&remote) {
            return SocketAddr::new(*local, bound.port());
        }
        let Ok(local) = ask_routing_table(remote) else {
            return bound;
        };
        if self.routes.len() >= ROUTES_MAX {
            self.routes.clear();
        }
        self.routes.insert(remote, local);
        SocketAddr::new(local, bound.port())
    }
}

/// Connecting a datagram socket sends nothing but chooses the source address.
fn ask_routing_table(remote: IpAddr) -> std::io::Result<IpAddr> {
    let any: IpAddr = if remote.is_ipv4() {
        Ipv4Addr::UNSPECIFIED.into()
    } else {
        Ipv6Addr::UNSPECIFIED.into()
    };
    let socket = UdpSocket::bind((any, 0))?;
    socket.connect((remote, 9))?;
    Ok(socket.local_addr()?.ip())
}
