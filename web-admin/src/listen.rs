//! Where and how to listen.

use std::net::SocketAddr;
use std::sync::Arc;

use rustls::server::ResolvesServerCert;

/// Where the HTTP front listens.
#[derive(Clone, Debug)]
pub struct Listen {
    /// Port 0 takes a free one.
    pub address: SocketAddr,
    /// HTTP or HTTPS.
    pub security: Security,
}

/// HTTP or HTTPS.
#[derive(Clone, Debug)]
pub enum Security {
    /// Plain HTTP, for development and behind a proxy.
    Plain,
    /// HTTPS (TLS 1.2 and 1.3) with the certificate that is chosen for each handshake.
    Tls(Arc<dyn ResolvesServerCert>),
}

impl Security {
    pub(crate) const fn scheme(&self) -> &'static str {
        match self {
            Self::Plain => "http",
            Self::Tls(_) => "https",
        }
    }
}
