//! Our own addresses as peers must use them, in Via, Contact and Record-Route (RFC 3261 §18.1.1, §8.1.1.8, §16.6).

use std::net::{IpAddr, SocketAddr};

use crate::flow::{Flow, Target};
use crate::message::{Host, HostPort, Transport};

/// What stands in Via when no address of ours is known; answers still find us by `rport` or connection.
const UNKNOWN_HOST: &str = "unknown.invalid";

/// One listener.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnAddress {
    /// What it hears.
    pub transport: Transport,
    /// What it is bound to, perhaps all addresses (0.0.0.0 or `[::]`) of this machine.
    pub bound: SocketAddr,
    /// For one that is bound to all addresses: the one that this machine usually sends from.
    pub usual: Option<IpAddr>,
    /// What to call ourselves instead, as a NAT or a cloud asks for.
    pub advertised: Option<HostPort>,
}

/// All listeners, in the order they are chosen.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OwnAddresses(Vec<OwnAddress>);

impl OwnAddress {
    /// A listener that calls itself what it is bound to.
    pub fn new(transport: Transport, bound: SocketAddr) -> Self {
        Self {
            transport,
            bound,
            usual: None,
            advertised: None,
        }
    }

    fn hears(&self, local: IpAddr) -> bool {
        let bound = self.bound.ip();
        bound == local || bound.is_unspecified() && bound.is_ipv4() == local.is_ipv4()
    }

    /// Its name, for who reaches it at `local`.
    fn name(&self, local: Option<IpAddr>) -> Option<HostPort> {
        if let Some(advertised) = &self.advertised {
            let port = advertised.port.unwrap_or(self.bound.port());
            return Some(HostPort {
                host: advertised.host.clone(),
                port: Some(port),
            });
        }
        let concrete = Some(self.bound.ip()).filter(|ip| !ip.is_unspecified());
        let ip = concrete.or(local).or(self.usual)?;
        Some(SocketAddr::new(ip, self.bound.port()).into())
    }
}

impl OwnAddresses {
    /// Adds a listener after the others.
    pub fn push(&mut self, address: OwnAddress) {
        self.0.push(address);
    }

    /// Our address for the peer of a flow: that of the listener it came by. A connection that we opened has a port of
    /// its own; of the listeners beside it the first is named.
    pub fn facing(&self, flow: &Flow) -> HostPort {
        let ip = flow.local.ip();
        let mut beside = self.of(flow.transport).filter(|one| one.hears(ip));
        let exact = beside.clone().find(|one| one.bound.port() == flow.local.port());
        let chosen = exact.or_else(|| beside.next().filter(|_| flow.transport.is_reliable()));
        chosen
            .and_then(|one| one.name(Some(ip)))
            .unwrap_or_else(|| flow.local.into())
    }

    /// Our address for a target: that of the listener which sends there.
    pub fn towards(&self, target: &Target) -> HostPort {
        let remote = match target {
            Target::Flow(flow) => return self.facing(flow),
            Target::Address { remote, .. } | Target::Located { remote, .. } => Some(remote),
            Target::Uri(_) => None,
        };
        let reaches = |one: &&OwnAddress| remote.is_none_or(|remote| remote.is_ipv4() == one.bound.is_ipv4());
        let chosen = self.of(target.transport()).find(reaches);
        chosen.and_then(|one| one.name(None)).unwrap_or_else(|| HostPort {
            host: Host::Name(UNKNOWN_HOST.into()),
            port: None,
        })
    }

    /// The names we go by.
    pub fn names(&self) -> impl Iterator<Item = HostPort> {
        self.0.iter().filter_map(|one| one.name(None))
    }

    fn of(&self, transport: Transport) -> impl Iterator<Item = &OwnAddress> + Clone {
        self.0.iter().filter(move |one| one.transport == transport)
    }
}

#[cfg(test)]
mod tests;
