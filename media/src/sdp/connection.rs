//! `c=`: where media goes (RFC 8866 §5.7).

use std::net::IpAddr;

/// The address part of a `c=` or an `a=rtcp:`: `IN IP4 192.0.2.1`, with a multicast TTL passed over.
/// `None`: it is not written so. `Some(None)`: it is a name.
pub(super) fn read(value: &str) -> Option<Option<IpAddr>> {
    let mut fields = value.split_ascii_whitespace();
    let (network, _kind, address) = (fields.next()?, fields.next()?, fields.next()?);
    if !network.eq_ignore_ascii_case("IN") {
        return None;
    }
    let address = address.split('/').next().unwrap_or(address);
    Some(address.parse().ok())
}

/// `IN IP4 192.0.2.1`.
pub(super) fn write(ip: IpAddr) -> String {
    match ip {
        IpAddr::V4(ip) => format!("IN IP4 {ip}"),
        IpAddr::V6(ip) => format!("IN IP6 {ip}"),
    }
}
