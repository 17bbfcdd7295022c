//! Addresses that are neither limited nor banned.

use std::net::IpAddr;

use ipnet::IpNet;

/// This machine, the networks of the settings, and the trunks' addresses.
#[derive(Clone, Debug, Default)]
pub struct Trusted {
    nets: Vec<IpNet>,
}

impl Trusted {
    /// These networks, and loopback.
    #[must_use]
    pub fn new(nets: Vec<IpNet>) -> Self {
        Self { nets }
    }

    /// Whether an address is among them.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_loopback() || self.nets.iter().any(|net| net.contains(&address))
    }

    /// Some more, for example the addresses of a trunk.
    pub fn extend(&mut self, nets: impl IntoIterator<Item = IpNet>) {
        self.nets.extend(nets);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn loopback_and_the_given_networks_are_trusted() {
        let trusted = Trusted::new(vec![
            "10.0.0.0/8".parse().unwrap(),
            "2001:db8::/32".parse().unwrap(),
        ]);
        for address in ["127.0.0.1", "::1", "10.9.8.7", "::ffff:10.9.8.7", "2001:db8::7"] {
            assert!(trusted.contains(address.parse().unwrap()), "{address}");
        }
        assert!(!trusted.contains("192.0.2.1".parse().unwrap()));
    }
}
