//! Our own addresses as peers must use them.

use std::net::IpAddr;
use std::sync::Arc;

use sip_stack::flow::Flow;
use sip_stack::message::{Host, HostPort, SipUri, Transport, Uri};

/// What is advertised instead of the address a packet came to. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    listeners: Arc<[Advertised]>,
    media: Option<IpAddr>,
}

/// A listener's address as the outside knows it.
#[derive(Clone, Debug)]
pub struct Advertised {
    /// The listener's transport.
    pub transport: Transport,
    /// The port it is bound to.
    pub port: u16,
    /// The host, and the port where it differs.
    pub address: HostPort,
}

impl Addresses {
    /// `media`: the address for SDP; by default the one the signalling came to.
    #[must_use]
    pub fn new(listeners: Vec<Advertised>, media: Option<IpAddr>) -> Self {
        Self {
            listeners: listeners.into(),
            media,
        }
    }

    /// Our Contact towards the peer of a flow (RFC 3261 §8.1.1.8).
    #[must_use]
    pub fn contact(&self, flow: &Flow) -> Uri {
        let own = flow.local.port();
        let advertised = self
            .listeners
            .iter()
            .find(|listener| listener.transport == flow.transport && listener.port == own);
        let (host, port) = match advertised {
            Some(advertised) => (
                advertised.address.host.clone(),
                advertised.address.port.unwrap_or(own),
            ),
            None => (Host::from(flow.local.ip()), own),
        };
        let uri = SipUri::new(None, host).with_port(port);
        Uri::Sip(match flow.transport {
            Transport::Udp => uri,
            transport => uri.with_param("transport", &transport.to_string().to_ascii_lowercase()),
        })
    }

    /// Our address in SDP towards the peer of a flow.
    #[must_use]
    pub fn media_ip(&self, flow: &Flow) -> IpAddr {
        self.media.unwrap_or(flow.local.ip())
    }
}
