//! Where a request within a dialog is sent (RFC 3261 §8.1.2, §12.2.1.1), also through the peer's NAT.

use std::net::IpAddr;

use crate::dialog::Dialog;
use crate::dialog::sip_dialog::Peer;
use crate::flow::{Flow, Target};
use crate::message::Host;

/// Domains that are not of the public DNS (RFC 6761, RFC 6762, RFC 8375).
const OWN_DOMAINS: [&str; 6] = [
    ".local",
    ".localhost",
    ".invalid",
    ".internal",
    ".lan",
    ".home.arpa",
];

impl Dialog {
    /// The next hop: the connection the peer uses, if there is one; the source of its packets, if its Contact
    /// lies behind a NAT; else the first route or the Contact.
    pub fn next_hop(&self) -> Target {
        match &self.peer {
            Peer::Seen(flow) | Peer::Called(Target::Flow(flow)) if self.must_use(flow) => Target::Flow(*flow),
            Peer::Called(target) if self.names_one_device() => target.clone(),
            Peer::Called(target) => match self.routed() {
                Some(routed) if !is_same_place(&routed, target) => routed,
                _ => target.clone(),
            },
            Peer::Seen(flow) => self.routed().unwrap_or(Target::Flow(*flow)),
        }
    }

    fn must_use(&self, flow: &Flow) -> bool {
        if flow.transport.is_reliable() {
            return true;
        }
        if self.names_one_device() {
            return true;
        }
        let differs = |ip: IpAddr| ip != flow.remote.ip().to_canonical();
        let target = self.remote_target.as_sip().filter(|_| self.route_set.is_empty());
        target.is_some_and(|uri| uri.host().ip().is_some_and(differs) || is_own_name(uri.host()))
    }

    /// The Contact is a GRUU (RFC 5627 §4.5): who resolves it is we ourselves, or whoever the peer reached us by.
    fn names_one_device(&self) -> bool {
        let target = self.remote_target.as_sip().filter(|_| self.route_set.is_empty());
        target.is_some_and(|uri| uri.params().has("gr"))
    }

    fn routed(&self) -> Option<Target> {
        let uri = self
            .route_set
            .first()
            .map_or(&self.remote_target, |route| route.uri());
        uri.as_sip().map(Target::of)
    }
}

/// Whether a host is named for its own network only.
// Interop: soft phones write the name of their computer into Contact, which no DNS knows.
fn is_own_name(host: &Host) -> bool {
    let Host::Name(name) = host else { return false };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    !name.contains('.') || OWN_DOMAINS.iter().any(|domain| name.ends_with(domain))
}

/// A server that was called by its domain has proved that; written as an address it is still the same one, and over
/// TLS need not prove the address besides (RFC 5923 §4).
fn is_same_place(routed: &Target, called: &Target) -> bool {
    let place = |target: &Target| target.remote().map(|remote| (target.transport(), remote));
    place(routed).is_some() && place(routed) == place(called)
}
