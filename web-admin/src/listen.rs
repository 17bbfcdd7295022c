//! Where and how to listen.

use std::net::SocketAddr;

use crate::CertificateFiles;

/// Where the HTTP front listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    /// Port 0 takes a free one.
    pub address: SocketAddr,
    /// HTTP or HTTPS.
    pub security: Security,
}

/// HTTP or HTTPS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Security {
    /// Plain HTTP, for development and behind a proxy.
    Plain,
    /// HTTPS (TLS 1.2 and 1.3) with this certificate.
    Tls(CertificateFiles),
}

impl Security {
    pub(crate) const fn scheme(&self) -> &'static str {
        match self {
            Self::Plain => "http",
            Self::Tls(_) => "https",
        }
    }
}
