//! Why TLS cannot be set up.

use std::path::PathBuf;

/// What is wrong with certificates, keys or roots.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file is missing or no PEM.
    #[error("{} cannot be read: {source}", path.display())]
    Pem {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        source: rustls::pki_types::pem::Error,
    },
    /// A certificate and key are no pair, or of a kind that is not supported.
    #[error("{} and {} cannot be used: {source}", cert.display(), key.display())]
    Pair {
        /// The certificate chain.
        cert: PathBuf,
        /// The private key.
        key: PathBuf,
        /// What is wrong with them.
        source: rustls::Error,
    },
    /// A file of roots holds no usable certificate.
    #[error("{} holds no certificate that can be trusted", path.display())]
    EmptyRoots {
        /// The file.
        path: PathBuf,
    },
    /// Client certificates are asked for, but there is nobody whose word counts.
    #[error("client certificates cannot be checked: {source}")]
    ClientVerifier {
        /// What is missing.
        source: rustls::server::VerifierBuilderError,
    },
    /// The crypto provider lacks a protocol version: our bug.
    #[error("TLS cannot be set up: {source}")]
    Provider {
        /// What it says.
        source: rustls::Error,
    },
    /// No certificate is named.
    #[error("TLS needs a certificate")]
    NoCertificate,
}
