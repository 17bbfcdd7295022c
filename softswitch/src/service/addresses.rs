//! Our own addresses as peers must use them.

use std::net::IpAddr;
use std::sync::Arc;

use sip_stack::flow::{Flow, Target};
use sip_stack::message::{SipUri, Transport, Uri};
use sip_stack::own_addresses::OwnAddresses;

/// What peers are told. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    sip: Arc<OwnAddresses>,
    media: Option<IpAddr>,
}

impl Addresses {
    /// `media`: the address for SDP; by default the one the signalling came to.
    #[must_use]
    pub fn new(sip: OwnAddresses, media: Option<IpAddr>) -> Self {
        Self {
            sip: sip.into(),
            media,
        }
    }

    /// Our Contact towards the peer of a flow (RFC 3261 §8.1.1.8).
    #[must_use]
    pub fn contact(&self, flow: &Flow) -> Uri {
        let own = self.sip.facing(flow);
        let uri = SipUri::new(None, own.host).with_port(own.port.unwrap_or(flow.local.port()));
        let name = match flow.transport {
            Transport::Udp => return Uri::Sip(uri),
            Transport::Tcp => "tcp",
            Transport::Tls => "tls",
            // One name for both (RFC 7118 §5.2).
            Transport::Ws | Transport::Wss => "ws",
        };
        Uri::Sip(uri.with_param("transport", name))
    }

    /// Our address in SDP towards the peer of a flow; what is advertised, if it is of the peer's kind.
    #[must_use]
    pub fn media_ip(&self, flow: &Flow) -> IpAddr {
        let own = flow.local.ip();
        self.media
            .filter(|media| media.is_ipv4() == own.is_ipv4())
            .unwrap_or(own)
    }
}

/// How to reach a phone: over the flow it registered by; over its contact address once a connection
/// is gone (RFC 3261 §18.1.1), as after a restart.
#[must_use]
pub fn target_of(flow: &Flow, contact: &Uri) -> Target {
    let (true, None, Uri::Sip(uri)) = (flow.transport.is_reliable(), flow.connection, contact) else {
        return Target::Flow(*flow);
    };
    let mut uri = uri.clone();
    if uri.transport().is_none() {
        uri = uri.with_param("transport", &flow.transport.to_string().to_ascii_lowercase());
    }
    Target::of(&uri)
}

#[cfg(test)]
mod tests {
    use sip_stack::own_addresses::OwnAddress;

    use super::*;

    fn flow(transport: Transport, local: &str) -> Flow {
        Flow {
            transport,
            local: local.parse().unwrap(),
            remote: local.parse().unwrap(),
            connection: None,
        }
    }

    #[test]
    fn a_contact_names_the_listener_and_its_transport() {
        let mut own = OwnAddresses::default();
        own.push(OwnAddress::new(
            Transport::Tls,
            "[2001:db8::1]:5061".parse().unwrap(),
        ));
        let addresses = Addresses::new(own, None);
        for (transport, local, contact) in [
            (Transport::Udp, "10.0.0.1:5060", "sip:10.0.0.1:5060"),
            (
                Transport::Tls,
                "[2001:db8::1]:50000",
                "sip:[2001:db8::1]:5061;transport=tls",
            ),
            (Transport::Wss, "10.0.0.1:8443", "sip:10.0.0.1:8443;transport=ws"),
        ] {
            assert_eq!(addresses.contact(&flow(transport, local)).to_string(), contact);
        }
    }

    #[test]
    fn an_advertised_address_for_media_is_told_to_its_own_kind_only() {
        let addresses = Addresses::new(OwnAddresses::default(), Some("203.0.113.7".parse().unwrap()));
        let v4 = addresses.media_ip(&flow(Transport::Udp, "10.0.0.1:5060"));
        assert_eq!(v4.to_string(), "203.0.113.7");
        let v6 = addresses.media_ip(&flow(Transport::Udp, "[2001:db8::1]:5060"));
        assert_eq!(v6.to_string(), "2001:db8::1");
    }
}
