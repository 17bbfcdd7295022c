//! Where a message comes from, as the edge counts: one IPv4 address, or one IPv6 /64.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

/// Bits of an IPv6 address that one customer can choose freely.
const CUSTOMER_BITS: u32 = 64;

/// An IPv4 address, or the /64 of an IPv6 address: whoever has one address of a /64 has them all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source(u128);

impl Source {
    /// The source of an address.
    #[must_use]
    pub fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
            IpAddr::V6(v6) => v6.to_bits() >> CUSTOMER_BITS << CUSTOMER_BITS,
        })
    }

    /// As a number, for tables.
    pub(super) fn bits(self) -> u128 {
        self.0
    }

    /// The address, or the first of the /64.
    #[must_use]
    pub fn address(self) -> IpAddr {
        IpAddr::V6(Ipv6Addr::from_bits(self.0)).to_canonical()
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.address() {
            IpAddr::V4(v4) => v4.fmt(f),
            IpAddr::V6(v6) => write!(f, "{v6}/{CUSTOMER_BITS}"),
        }
    }
}

impl FromStr for Source {
    type Err = std::net::AddrParseError;

    /// An address, or what `Display` wrote.
    fn from_str(written: &str) -> Result<Self, Self::Err> {
        Ok(Self::of(written.strip_suffix("/64").unwrap_or(written).parse()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_customer_is_one_source() {
        let of = |written: &str| written.parse::<Source>().unwrap();
        assert_eq!(of("2001:db8:1:2::7"), of("2001:db8:1:2:3:4:5:6"));
        assert_ne!(of("2001:db8:1:2::7"), of("2001:db8:1:3::7"));
        assert_eq!(of("::ffff:192.0.2.7"), of("192.0.2.7"));
        assert_ne!(of("192.0.2.8"), of("192.0.2.7"));
    }

    #[test]
    fn a_source_is_read_as_it_is_written() {
        for written in ["192.0.2.7", "2001:db8:1:2::/64"] {
            assert_eq!(written.parse::<Source>().unwrap().to_string(), written);
        }
    }
}
