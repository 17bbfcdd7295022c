//! What TLS is told.

use std::path::PathBuf;

use super::CertificateFiles;

/// Certificates and trust of all listeners and connections.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TlsSettings {
    /// Ours, at least one; the first is for clients that name no domain, or none of ours.
    pub certificates: Vec<CertificateFiles>,
    /// What we show to a server that asks for a certificate; `None`: nothing.
    pub client: Option<CertificateFiles>,
    /// Whom we believe, as a server and as a client.
    pub roots: Roots,
    /// Targets that are believed in another way.
    pub exceptions: Vec<Exception>,
}

/// Where trust begins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Roots {
    /// The authorities that this machine trusts.
    System,
    /// Those in a PEM file only.
    File(PathBuf),
}

/// How one target is believed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Exception {
    /// The domain or address that is called.
    pub domain: Box<str>,
    /// Instead of the roots.
    pub trust: Trust,
}

/// Whom to believe about one target.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Trust {
    /// The authorities, or the very certificate, in a PEM file; the name must still be right.
    File(PathBuf),
    /// Whoever answers: encrypted, but no protection from someone in between.
    Anyone,
}

/// Whether a listener asks its clients for a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum ClientCertificate {
    /// No.
    #[default]
    No,
    /// Yes, but none is accepted too; one that is shown must be good.
    Optional,
    /// Yes, and without a good one there is no connection.
    Required,
}
