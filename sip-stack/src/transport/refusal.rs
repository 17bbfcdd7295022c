//! What is turned away, and how often.

use std::io;
use std::sync::atomic::{AtomicU64, Ordering};

/// Why a connection was not taken, or was ended by us.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// As many connections as allowed are open.
    #[error("too many connections")]
    Connections,
    /// As many connections of this address as allowed are open.
    #[error("too many connections of one address")]
    ConnectionsOfAddress,
    /// As many handshakes as allowed are under way.
    #[error("too many handshakes at a time")]
    Handshakes,
    /// No whole PROXY header and TLS handshake in time.
    #[error("the handshake took too long")]
    HandshakeTime,
    /// It could not be made.
    #[error("no connection: {0}")]
    Connect(#[source] io::Error),
    /// It was not made in time.
    #[error("connecting took too long")]
    ConnectTime,
    /// The TLS handshake failed.
    #[error("no TLS handshake: {0}")]
    Handshake(#[source] io::Error),
    /// A listener behind a load balancer got no good PROXY header.
    #[error("no PROXY header, which this listener is told to expect")]
    ProxyHeader,
    /// What came is not SIP.
    #[error("what came is not SIP")]
    Framing,
    /// A message did not arrive whole in time.
    #[error("a message did not arrive whole in time")]
    MessageTime,
    /// Nothing came for long.
    #[error("nothing came for long")]
    Idle,
}

impl Refusal {
    const CODES: [&str; 11] = [
        "connections",
        "connections_of_address",
        "handshakes",
        "handshake_time",
        "handshake",
        "proxy_header",
        "framing",
        "message_time",
        "idle",
        "connect",
        "connect_time",
    ];

    /// A short constant name, for counters.
    pub const fn code(&self) -> &'static str {
        Self::CODES[self.index()]
    }

    const fn index(&self) -> usize {
        match self {
            Self::Connections => 0,
            Self::ConnectionsOfAddress => 1,
            Self::Handshakes => 2,
            Self::HandshakeTime => 3,
            Self::Handshake(_) => 4,
            Self::ProxyHeader => 5,
            Self::Framing => 6,
            Self::MessageTime => 7,
            Self::Idle => 8,
            Self::Connect(_) => 9,
            Self::ConnectTime => 10,
        }
    }
}

/// How often what happened, since the start.
#[derive(Debug, Default)]
pub struct TransportCounts {
    refused: [AtomicU64; Refusal::CODES.len()],
    throttled: AtomicU64,
    stun: AtomicU64,
}

impl TransportCounts {
    /// Connections refused or ended by us, by the code of the [`Refusal`].
    pub fn refused(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let counts = self.refused.iter().map(|count| count.load(Ordering::Relaxed));
        Refusal::CODES.into_iter().zip(counts)
    }

    /// How often a connection was read more slowly, because it sent too much in a second.
    pub fn throttled(&self) -> u64 {
        self.throttled.load(Ordering::Relaxed)
    }

    /// STUN Binding requests answered (RFC 5626 §4.4.2).
    pub fn stun(&self) -> u64 {
        self.stun.load(Ordering::Relaxed)
    }

    pub(super) fn count(&self, refusal: &Refusal) {
        self.refused[refusal.index()].fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_throttled(&self) {
        self.throttled.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn count_stun(&self) {
        self.stun.fetch_add(1, Ordering::Relaxed);
    }
}
