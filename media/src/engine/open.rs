use std::io::{self, ErrorKind};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use socket2::{Domain, Protocol, Socket, Type};

/// Expedited forwarding (RFC 3246, RFC 4594 §4.1), in the DSCP bits of the traffic class.
const EXPEDITED_FORWARDING: u32 = 46 << 2;

/// The two sockets of a stream, bound to `port` and the next.
pub(super) fn bind_pair(ip: IpAddr, port: u16) -> io::Result<(UdpSocket, UdpSocket)> {
    Ok((bind(ip, port)?, bind(ip, port + 1)?))
}

/// An address that is not ours is the one that a NAT or load balancer in front of us has: then every address of ours
/// is listened to.
fn bind(ip: IpAddr, port: u16) -> io::Result<UdpSocket> {
    match bind_at(SocketAddr::new(ip, port)) {
        Err(error) if error.kind() == ErrorKind::AddrNotAvailable => {
            let any: IpAddr = if ip.is_ipv4() {
                Ipv4Addr::UNSPECIFIED.into()
            } else {
                Ipv6Addr::UNSPECIFIED.into()
            };
            bind_at(SocketAddr::new(any, port))
        }
        bound => bound,
    }
}

fn bind_at(address: SocketAddr) -> io::Result<UdpSocket> {
    let kind = Type::DGRAM.nonblocking();
    let socket = Socket::new(Domain::for_address(address), kind, Some(Protocol::UDP))?;
    // The mark is a wish: a network or container that forbids it carries the call without.
    let _ = if address.is_ipv4() {
        socket.set_tos_v4(EXPEDITED_FORWARDING)
    } else {
        socket.set_only_v6(true)?;
        socket.set_tclass_v6(EXPEDITED_FORWARDING)
    };
    socket.bind(&address.into())?;
    Ok(socket.into())
}
