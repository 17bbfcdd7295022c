//! Where we listen.

use std::net::SocketAddr;

use crate::message::{HostPort, Transport};

/// One address to listen on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listener {
    /// UDP or TCP.
    pub transport: Transport,
    /// The address to bind; port 0 lets the system choose.
    pub bind: SocketAddr,
    /// What to call ourselves in Via and Contact instead, as a NAT or a cloud asks for.
    pub advertise: Option<HostPort>,
}
