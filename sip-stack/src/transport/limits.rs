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
    /// Connections that wait for their PROXY header or TLS handshake; further ones are closed at once.
    pub handshakes_max: usize,
    /// What one connection may send in a second; what is beyond is read in the next one.
    pub messages_per_second: u32,
    /// The same in bytes.
    pub bytes_per_second: usize,
    /// A silent connection is closed. Longer than a registration, as phones behind NAT are reached by it.
    pub idle: Duration,
    /// After this long without a message of ours a connection that we opened is pinged (RFC 5626 §4.4.1 has 95 to 120 s).
    pub ping_every: Duration,
    /// A connection must bring a whole message within this time of opening, and of a message's first byte.
    pub message_time: Duration,
    /// A PROXY header, and after it a TLS handshake, must not take longer.
    pub handshake_time: Duration,
    /// Connecting must not take longer. Short, as a large request goes by UDP then (RFC 3261 §18.1.1).
    pub connect_time: Duration,
    /// Looking up a name or writing one message must not take longer.
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
            handshakes_max: 1024,
            messages_per_second: 2000,
            bytes_per_second: 4 << 20,
            idle: Duration::from_secs(4200),
            ping_every: Duration::from_secs(110),
            message_time: Duration::from_secs(32),
            handshake_time: Duration::from_secs(10),
            connect_time: Duration::from_secs(4),
            send_time: Duration::from_secs(10),
        }
    }
}
