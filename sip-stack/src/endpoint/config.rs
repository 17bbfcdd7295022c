//! What an endpoint is told about its place.

use std::net::SocketAddr;

use crate::message::{HeaderName, Limits, Request, Transport};
use crate::own_addresses::{OwnAddress, OwnAddresses};
use crate::transaction::Timers;

/// Open transactions, of both sides together: those of 8,000 requests a second for the 32 s of Timer J (§17.2.2), and a
/// third more.
const TRANSACTIONS_MAX: usize = 400_000;
/// Claimed dialogs.
const DIALOGS_MAX: usize = 100_000;

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
    /// Which requests outside dialogs a proxy beside the user agents takes; `None`: there is no proxy.
    pub forwards: Option<fn(&Request) -> bool>,
    /// Where we listen, and what Via says of it (§18.1.1).
    pub own: OwnAddresses,
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
            forwards: None,
            own: OwnAddresses::default(),
        }
    }

    /// A listener that calls itself what it is bound to.
    pub fn listen(&mut self, transport: Transport, local: SocketAddr) {
        self.own.push(OwnAddress::new(transport, local));
    }
    /// Whether a request that arrived twice is no error, because a proxy takes it (§16.3).
    pub(super) fn is_forwarded(&self, request: &Request) -> bool {
        self.forwards.is_some_and(|forwards| forwards(request))
    }

    /// Whether a request of a dialog that is not ours may be on its way through us.
    pub(super) fn is_routed(&self, request: &Request) -> bool {
        self.forwards.is_some() && request.headers().has(HeaderName::Route)
    }
}
