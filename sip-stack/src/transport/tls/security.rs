//! TLS for all listeners and connections.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rustls::client::ResolvesClientCert;
use rustls::crypto::CryptoProvider;
use rustls::server::WebPkiClientVerifier;
use rustls::sign::SingleCertAndKey;
use rustls::{ClientConfig, RootCertStore, ServerConfig};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use super::roots::read_file;
use super::verifier::DomainVerifier;
use super::{Certificates, ClientCertificate, TlsError, TlsSettings, Trust};

/// Certificates and trust, read. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Tls {
    provider: Arc<CryptoProvider>,
    certificates: Arc<Certificates>,
    roots: Arc<RootCertStore>,
    connector: Connector,
    exceptions: Arc<HashMap<Box<str>, Connector>>,
    /// Domains where whoever answers is believed.
    credulous: Arc<HashSet<Box<str>>>,
}

type Connector = Arc<ClientConfig>;

impl Tls {
    /// Reads every file.
    ///
    /// # Errors
    /// One cannot be read or used.
    pub fn read(settings: TlsSettings) -> Result<Self, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let roots = settings.roots.read()?;
        let shown = match &settings.client {
            Some(files) => Some(SingleCertAndKey::from(files.read(&provider)?)),
            None => None,
        };
        let shown: Option<Arc<dyn ResolvesClientCert>> = shown.map(|shown| Arc::new(shown) as _);
        let connector = |roots| connector(&provider, roots, shown.clone());
        let (mut exceptions, mut credulous) = (HashMap::new(), HashSet::new());
        for exception in settings.exceptions {
            let domain: Box<str> = exception.domain.to_ascii_lowercase().into();
            let roots = match &exception.trust {
                Trust::File(path) => Some(read_file(path)?),
                Trust::Anyone => {
                    credulous.insert(domain.clone());
                    None
                }
            };
            exceptions.insert(domain, connector(roots)?);
        }
        Ok(Self {
            connector: connector(Some(roots.clone()))?,
            certificates: Arc::new(Certificates::read(settings.certificates)?),
            roots: Arc::new(roots),
            exceptions: Arc::new(exceptions),
            credulous: Arc::new(credulous),
            provider,
        })
    }

    /// What is served; to be reloaded when its files change.
    pub fn certificates(&self) -> &Arc<Certificates> {
        &self.certificates
    }

    /// Takes the server's part in handshakes.
    pub(in crate::transport) fn acceptor(&self, clients: ClientCertificate) -> Result<TlsAcceptor, TlsError> {
        let builder = ServerConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .map_err(|source| TlsError::Provider { source })?;
        let verifier = || {
            WebPkiClientVerifier::builder_with_provider(Arc::clone(&self.roots), Arc::clone(&self.provider))
        };
        let verifier = match clients {
            ClientCertificate::No => None,
            ClientCertificate::Optional => Some(verifier().allow_unauthenticated().build()),
            ClientCertificate::Required => Some(verifier().build()),
        };
        let builder = match verifier
            .transpose()
            .map_err(|source| TlsError::ClientVerifier { source })?
        {
            Some(verifier) => builder.with_client_cert_verifier(verifier),
            None => builder.with_no_client_auth(),
        };
        let resolver = Arc::clone(&self.certificates);
        Ok(TlsAcceptor::from(Arc::new(builder.with_cert_resolver(resolver))))
    }

    /// Whether what a server at that domain or address shows is checked at all.
    pub(in crate::transport) fn checks(&self, domain: &str) -> bool {
        !self.credulous.contains(domain.to_ascii_lowercase().as_str())
    }

    /// Takes the client's part in handshakes with that domain or address.
    pub(in crate::transport) fn connector(&self, domain: &str) -> TlsConnector {
        let exception = self.exceptions.get(domain.to_ascii_lowercase().as_str());
        TlsConnector::from(Arc::clone(exception.unwrap_or(&self.connector)))
    }
}

fn connector(
    provider: &Arc<CryptoProvider>,
    roots: Option<RootCertStore>,
    shown: Option<Arc<dyn ResolvesClientCert>>,
) -> Result<Connector, TlsError> {
    let verifier = DomainVerifier {
        roots,
        provider: Arc::clone(provider),
    };
    let builder = ClientConfig::builder_with_provider(Arc::clone(provider))
        .with_safe_default_protocol_versions()
        .map_err(|source| TlsError::Provider { source })?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    Ok(Arc::new(match shown {
        Some(shown) => builder.with_client_cert_resolver(shown),
        None => builder.with_no_client_auth(),
    }))
}
