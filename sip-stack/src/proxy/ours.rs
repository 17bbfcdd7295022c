//! Which addresses mean this proxy.

use crate::flow::Flow;
use crate::message::{Host, HostPort, SipUri};

/// Our domain and what we listen on.
#[derive(Clone, Debug, Default)]
pub struct Ours {
    /// The domain whose users are ours, in lower case.
    pub domain: Box<str>,
    /// Addresses that peers know us by, with their ports.
    pub addresses: Vec<HostPort>,
}

impl Ours {
    /// Whether a URI names this proxy; `flow` is the way the request came, whose local end is ours too.
    pub fn is(&self, uri: &SipUri, flow: &Flow) -> bool {
        let default = uri.transport().unwrap_or(flow.transport).default_port();
        let port = uri.port().unwrap_or(default);
        let local = uri.host().ip() == Some(flow.local.ip().to_canonical()) && port == flow.local.port();
        local
            || self.is_domain(uri)
            || self
                .addresses
                .iter()
                .any(|own| own.host.equivalent(uri.host()) && own.port.unwrap_or(default) == port)
    }

    /// Whether a URI's host is our domain. A port that is written must be one of ours.
    pub fn is_domain(&self, uri: &SipUri) -> bool {
        let Host::Name(name) = uri.host() else {
            return false;
        };
        let known = |port| self.addresses.iter().any(|own| own.port == Some(port));
        name.eq_ignore_ascii_case(&self.domain) && uri.port().is_none_or(known)
    }
}
