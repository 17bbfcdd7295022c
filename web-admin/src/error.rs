//! Why the HTTP front cannot start.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

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
    /// The certificate or key cannot be read.
    #[error("{} cannot be read: {source}", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: rustls::pki_types::pem::Error,
    },
    /// The certificate and key are no pair, or of a kind that is not supported.
    #[error("{} and {} cannot be used: {source}", cert.display(), key.display())]
    Certificate {
        /// The certificate chain.
        cert: PathBuf,
        /// The private key.
        key: PathBuf,
        /// What is wrong with them.
        source: rustls::Error,
    },
}
