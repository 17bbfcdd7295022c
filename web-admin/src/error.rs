//! Why the HTTP front cannot start.

use std::io;
use std::net::SocketAddr;

/// What keeps the HTTP front from starting.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address cannot be bound.
    #[error("cannot listen on {address}: {source}")]
    Bind {
        /// What the settings ask for.
        address: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The crypto provider lacks a protocol version: our bug.
    #[error("TLS cannot be set up: {source}")]
    Tls {
        /// What it says.
        source: rustls::Error,
    },
}
