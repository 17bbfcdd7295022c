//! Our own addresses towards a trunk.

use std::net::{SocketAddr, UdpSocket};

use sip_stack::flow::{Flow, Target};
use sip_stack::message::{HostPort, SipUri, Transport, Uri};

use crate::service::addresses::Addresses;

/// What we listen on, and what peers are told of it. Cheap enough to clone.
#[derive(Clone, Debug)]
pub struct Local {
    /// The bound listeners.
    pub listeners: Vec<(Transport, SocketAddr)>,
    /// What is advertised.
    pub addresses: Addresses,
}

impl Local {
    /// The way from us to a server, as far as it is known before anything is sent.
    pub(super) fn flow(&self, transport: Transport, remote: SocketAddr) -> Option<Flow> {
        let fits = |(own, address): &&(Transport, SocketAddr)| {
            *own == transport && address.is_ipv4() == remote.is_ipv4()
        };
        let listener = self.listeners.iter().find(fits).map(|(_, address)| *address);
        let ip = match listener {
            Some(listener) if !listener.ip().is_unspecified() => listener.ip(),
            _ => facing(remote)?.ip(),
        };
        Some(Flow {
            transport,
            local: SocketAddr::new(ip, listener.map_or(0, |listener| listener.port())),
            remote,
            connection: None,
        })
    }

    /// Where to send: datagrams from the listener's own address, streams wherever a connection leads; a TLS server
    /// must prove to be `domain`.
    pub(super) fn target(&self, transport: Transport, remote: SocketAddr, domain: &str) -> Option<Target> {
        let flow = self.flow(transport, remote)?;
        Some(match transport {
            Transport::Udp => Target::Flow(flow),
            Transport::Tls => Target::Located {
                transport,
                remote,
                domain: domain.into(),
            },
            _ => Target::Address { transport, remote },
        })
    }

    /// Our Contact towards a server; `advertise` before what the listener says.
    pub(super) fn contact(&self, flow: &Flow, user: Option<&str>, advertise: Option<&str>) -> SipUri {
        let uri = match self.addresses.contact(flow) {
            Uri::Sip(uri) => uri,
            _ => SipUri::new(None, flow.local.ip().into()).with_port(flow.local.port()),
        };
        let told = advertise.and_then(|told| HostPort::parse(told.as_bytes()).ok());
        let host = told
            .as_ref()
            .map_or_else(|| uri.host().clone(), |told| told.host.clone());
        let port = told.and_then(|told| told.port).or(uri.port());
        let mut contact = SipUri::new(user, host);
        if let Some(port) = port {
            contact = contact.with_port(port);
        }
        match flow.transport {
            Transport::Udp => contact,
            transport => contact.with_param("transport", &transport.to_string().to_ascii_lowercase()),
        }
    }
}

/// The address of ours that the system would send from.
fn facing(remote: SocketAddr) -> Option<SocketAddr> {
    let any: SocketAddr = if remote.is_ipv4() {
        ([0, 0, 0, 0], 0).into()
    } else {
        ([0_u16; 8], 0).into()
    };
    let socket = UdpSocket::bind(any).ok()?;
    socket.connect(remote).ok()?;
    socket.local_addr().ok()
}
