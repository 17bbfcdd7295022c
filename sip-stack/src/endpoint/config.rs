//! What an endpoint is told about its place.

use std::net::SocketAddr;

use crate::flow::Target;
use crate::message::{Host, HostPort, Limits, Transport};
use crate::transaction::Timers;

/// Open transactions, of both sides together.
const TRANSACTIONS_MAX: usize = 100_000;
/// Claimed dialogs.
const DIALOGS_MAX: usize = 100_000;
/// What stands in Via when no address of ours is known; answers still find us by `rport` or connection.
const UNKNOWN_HOST: &str = "unknown.invalid";

/// Names, bounds and times of an endpoint.
#[derive(Clone, Debug)]
pub struct EndpointConfig {
    /// Server and User-Agent of what we send.
    pub product: Box<str>,
    /// Bounds on one message.
    pub limits: Limits,
    /// The transactions' times.
    pub timers: Timers,
    /// Open transactions; more requests are answered 503.
    pub transactions_max: usize,
    /// Claimed dialogs; more INVITEs are answered 503.
    pub dialogs_max: usize,
    listeners: Vec<Listening>,
}

#[derive(Clone, Debug)]
struct Listening {
    transport: Transport,
    port: u16,
    sent_by: HostPort,
    /// It shall stand in Via even where the flow tells an address of ours.
    advertised: bool,
}

impl EndpointConfig {
    /// The defaults, under that name.
    pub fn new(product: &str) -> Self {
        Self {
            product: product.into(),
            limits: Limits::default(),
            timers: Timers::default(),
            transactions_max: TRANSACTIONS_MAX,
            dialogs_max: DIALOGS_MAX,
            listeners: Vec::new(),
        }
    }

    /// What peers shall be told of listeners, by transport and local port, instead of the address they reach.
    pub fn advertise(&mut self, addresses: impl IntoIterator<Item = (Transport, u16, HostPort)>) {
        let advertised = |(transport, port, sent_by)| Listening {
            transport,
            port,
            sent_by,
            advertised: true,
        };
        self.listeners.extend(addresses.into_iter().map(advertised));
    }

    /// A concrete address that we listen on; it stands in Via where no flow tells a better one.
    pub fn listen(&mut self, transport: Transport, local: SocketAddr) {
        let sent_by = HostPort::from(local);
        self.listeners.push(Listening {
            transport,
            port: local.port(),
            sent_by,
            advertised: false,
        });
    }

    /// What Via says of us in a request to that target (§18.1.1).
    pub(super) fn sent_by(&self, target: &Target) -> HostPort {
        let of = |transport: Transport| {
            self.listeners
                .iter()
                .filter(move |one| one.transport == transport)
        };
        match target {
            Target::Flow(flow) => {
                let mut advertised = of(flow.transport).filter(|one| one.advertised);
                let same_port = advertised.clone().find(|one| one.port == flow.local.port());
                // A connection that we opened has a port of its own; the listener's is the one to call.
                let fallback = advertised.next().filter(|_| flow.transport.is_reliable());
                same_port
                    .or(fallback)
                    .map_or_else(|| flow.local.into(), |one| one.sent_by.clone())
            }
            Target::Address { transport, .. }
            | Target::Located { transport, .. }
            | Target::Name { transport, .. } => {
                let unknown = || HostPort {
                    host: Host::Name(UNKNOWN_HOST.into()),
                    port: None,
                };
                let mut ours = of(*transport);
                let advertised = ours.clone().find(|one| one.advertised);
                advertised
                    .or_else(|| ours.next())
                    .map_or_else(unknown, |one| one.sent_by.clone())
            }
        }
    }
}
