//! TLS: rustls with ring.

use std::sync::Arc;

use rustls::ServerConfig;
use rustls::server::ResolvesServerCert;
use tokio_rustls::TlsAcceptor;

use crate::ServeError;

/// What the server speaks (RFC 7301).
const PROTOCOL: &[u8] = b"http/1.1";

/// Takes the server's part in handshakes; what is served may change from one to the next.
pub(crate) fn acceptor(certificates: Arc<dyn ResolvesServerCert>) -> Result<TlsAcceptor, ServeError> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|source| ServeError::Tls { source })?;
    let mut config = builder.with_no_client_auth().with_cert_resolver(certificates);
    config.alpn_protocols = vec![PROTOCOL.to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}
