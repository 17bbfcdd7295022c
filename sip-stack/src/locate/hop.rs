//! One place to send a request to.

use std::net::SocketAddr;
use std::sync::Arc;

use crate::flow::Target;
use crate::message::Transport;

/// A next hop.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Hop {
    /// What carries the request.
    pub transport: Transport,
    /// Where it goes.
    pub remote: SocketAddr,
    /// The domain that was looked up, which a TLS certificate must name (RFC 5922 §4); `None` for a numeric host.
    pub domain: Option<Arc<str>>,
}

impl Hop {
    /// The same as the endpoint understands it.
    pub fn target(&self) -> Target {
        let (transport, remote) = (self.transport, self.remote);
        match &self.domain {
            None => Target::Address { transport, remote },
            Some(domain) => Target::Located {
                transport,
                remote,
                domain: domain.clone(),
            },
        }
    }
}
