//! The address that this machine usually sends from.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, UdpSocket};

/// Addresses out there that nobody has (RFC 5737, RFC 3849).
const SOMEWHERE: [IpAddr; 2] = [
    IpAddr::V4(Ipv4Addr::new(203, 0, 113, 1)),
    IpAddr::V6(Ipv6Addr::new(0x2001, 0xdb8, 0, 0, 0, 0, 0, 1)),
];

/// For a wildcard, the address of its kind; `None`: there is no way out.
pub(super) fn usual_address(wildcard: IpAddr) -> Option<IpAddr> {
    let somewhere = SOMEWHERE
        .into_iter()
        .find(|ip| ip.is_ipv4() == wildcard.is_ipv4())?;
    // Connecting a UDP socket asks the routing table; nothing is sent.
    let socket = UdpSocket::bind((wildcard, 0)).ok()?;
    socket.connect((somewhere, 9)).ok()?;
    socket.local_addr().ok().map(|own| own.ip())
}
