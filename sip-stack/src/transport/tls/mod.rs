//! TLS 1.2 and 1.3 under SIP (RFC 3261 §26.2.1, RFC 5922): certificates and their change, trust, identities.

mod certificates;
mod error;
mod files;
mod names;
mod roots;
mod security;
mod settings;
mod verifier;

pub use certificates::Certificates;
pub use error::TlsError;
pub use files::CertificateFiles;
pub use names::PeerNames;
pub use security::Tls;
pub use settings::{ClientCertificate, Exception, Roots, TlsSettings, Trust};
