//! `allow`: the addresses that a trunk's calls come from.

use std::net::{IpAddr, SocketAddr};

use yaml::{Mistakes, Node};

/// Addresses, perhaps with one port, that requests may come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Source {
    /// The network's address.
    pub network: IpAddr,
    /// How many bits of it count.
    pub prefix_bits: u8,
    /// Only from this port.
    pub port: Option<u16>,
}

impl Source {
    /// Whether a request from there may be the trunk's.
    #[must_use]
    pub fn holds(&self, from: SocketAddr) -> bool {
        let same = match (self.network, from.ip().to_canonical()) {
            (IpAddr::V4(own), IpAddr::V4(other)) => same_bits(
                u128::from(own.to_bits()) << 96,
                u128::from(other.to_bits()) << 96,
                self.prefix_bits,
            ),
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                same_bits(own.to_bits(), other.to_bits(), self.prefix_bits)
            }
            _ => false,
        };
        same && self.port.is_none_or(|port| port == from.port())
    }
}

fn same_bits(a: u128, b: u128, bits: u8) -> bool {
    let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
    a & mask == b & mask
}

/// `198.51.100.0/24`, `198.51.100.7`, `198.51.100.7:5060`.
pub(super) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Source> {
    let text = node.text("an address or network like 198.51.100.0/24", mistakes)?;
    let source = parse(text);
    if source.is_none() {
        let help = "write an address like 198.51.100.7, with :port if only that one counts, or a network like 198.51.100.0/24";
        mistakes.say(
            "bad-network",
            node.span,
            format!("`{text}` is neither an address nor a network"),
            help,
        );
    }
    source
}

fn parse(text: &str) -> Option<Source> {
    if let Ok(address) = text.parse::<SocketAddr>() {
        return Some(Source {
            network: address.ip(),
            prefix_bits: bits(address.ip()),
            port: Some(address.port()),
        });
    }
    let (network, prefix) = match text.split_once('/') {
        Some((network, prefix)) => (network, Some(prefix.parse::<u8>().ok()?)),
        None => (text, None),
    };
    let network: IpAddr = network.parse().ok()?;
    let prefix_bits = prefix.unwrap_or(bits(network));
    (1..=bits(network)).contains(&prefix_bits).then_some(Source {
        network,
        prefix_bits,
        port: None,
    })
}

const fn bits(ip: IpAddr) -> u8 {
    match ip {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(source: &str, from: &str) -> bool {
        parse(source).unwrap().holds(from.parse().unwrap())
    }

    #[test]
    fn a_network_holds_its_addresses_and_an_address_itself() {
        assert!(holds("198.51.100.0/24", "198.51.100.255:1"));
        assert!(!holds("198.51.100.0/24", "198.51.101.0:1"));
        assert!(holds("198.51.100.7", "198.51.100.7:9"));
        assert!(!holds("198.51.100.7", "198.51.100.8:9"));
        assert!(holds("2001:db8::/32", "[2001:db8:ffff::1]:5060"));
        assert!(!holds("2001:db8::/32", "[2001:db9::1]:5060"));
        assert!(!holds("198.51.100.7", "[2001:db8::1]:5060"));
    }

    #[test]
    fn an_address_with_a_port_holds_that_port_only() {
        assert!(holds("198.51.100.7:5060", "198.51.100.7:5060"));
        assert!(!holds("198.51.100.7:5060", "198.51.100.7:5061"));
    }

    #[test]
    fn an_ipv4_peer_of_an_ipv6_socket_is_known_by_its_ipv4_address() {
        assert!(holds("198.51.100.7", "[::ffff:198.51.100.7]:5060"));
    }

    #[test]
    fn everybody_is_no_network() {
        for wrong in [
            "0.0.0.0/0",
            "::/0",
            "198.51.100.0/33",
            "carrier.example",
            "",
            "1.2.3.4/x",
        ] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
