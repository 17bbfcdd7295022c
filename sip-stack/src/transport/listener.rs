//! Where we listen.

use std::net::SocketAddr;

use super::tls::ClientCertificate;
use crate::message::{HostPort, Transport};

/// One address to listen on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listener {
    /// UDP, TCP or TLS; WebSockets come in by the web port.
    pub transport: Transport,
    /// The address to bind; port 0 lets the system choose.
    pub bind: SocketAddr,
    /// What to call ourselves in Via and Contact instead, as a NAT or a cloud asks for.
    pub advertise: Option<HostPort>,
    /// A load balancer stands in front and begins each connection with a PROXY header, version 2.
    pub proxy_protocol: bool,
    /// Whether clients must show who they are; TLS only.
    pub client_certificate: ClientCertificate,
}

impl Listener {
    /// A plain listener that calls itself what it is bound to.
    pub fn new(transport: Transport, bind: SocketAddr) -> Self {
        Self {
            transport,
            bind,
            advertise: None,
            proxy_protocol: false,
            client_certificate: ClientCertificate::No,
        }
    }
}
