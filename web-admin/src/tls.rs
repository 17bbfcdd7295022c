//! TLS: rustls with ring.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::TlsAcceptor;

use crate::{CertificateFiles, ServeError};

/// What the server speaks (RFC 7301).
const PROTOCOL: &[u8] = b"http/1.1";

/// Reads the files; what is wrong with them is said at start, not at the first handshake.
pub(crate) fn acceptor(files: &CertificateFiles) -> Result<TlsAcceptor, ServeError> {
    let CertificateFiles { cert, key } = files;
    let chain = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|source| ServeError::Pem {
            path: cert.clone(),
            source,
        })?;
    let private = PrivateKeyDer::from_pem_file(key).map_err(|source| ServeError::Pem {
        path: key.clone(),
        source,
    })?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(chain, private));
    let mut config = config.map_err(|source| ServeError::Certificate {
        cert: cert.clone(),
        key: key.clone(),
        source,
    })?;
    config.alpn_protocols = vec![PROTOCOL.to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
