//! How much the transports take on.

use std::time::Duration;

use crate::message::Limits;

/// Bounds on connections, queues and patience.
#[derive(Clone, Copy, Debug)]
pub struct TransportLimits {
    /// On each message.
    pub message: Limits,
    /// Arrived messages that wait for the endpoint; beyond it sockets are not read.
    pub inbound_max: usize,
    /// Open connections; further ones are closed at once.
    pub connections_max: usize,
    /// Open connections with one address.
    pub connections_per_address_max: usize,
    /// Messages that wait to be written to one connection; beyond it sending fails.
    pub queue_max: usize,
    /// Names that are looked up at a time; beyond it sending fails.
    pub lookups_max: usize,
    /// A silent connection is closed. Longer than a registration, as phones behind NAT are reached by it.
    pub idle: Duration,
    /// A connection must bring a whole message within this time of opening, and of a message's first byte.
    pub message_time: Duration,
    /// Connecting, looking up a name or writing one message must not take longer.
    pub send_time: Duration,
}

impl Default for TransportLimits {
    fn default() -> Self {
        Self {
            message: Limits::default(),
            inbound_max: 4096,
            connections_max: 10_000,
            connections_per_address_max: 200,
            queue_max: 256,
            lookups_max: 64,
            idle: Duration::from_secs(4200),
            message_time: Duration::from_secs(32),
            send_time: Duration::from_secs(10),
        }
    }
}
