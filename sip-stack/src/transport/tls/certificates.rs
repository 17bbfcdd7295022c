//! Our certificates: chosen by the domain that a client asks for, changed without dropping a connection.

use std::sync::Arc;

use arc_swap::ArcSwap;
use rustls::crypto::CryptoProvider;
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use webpki::EndEntityCert;

use super::{CertificateFiles, TlsError};

/// Certificates that are served; handshakes under way keep those they began with.
#[derive(Debug)]
pub struct Certificates {
    files: Vec<CertificateFiles>,
    provider: Arc<CryptoProvider>,
    served: ArcSwap<Vec<Served>>,
}

#[derive(Debug)]
struct Served {
    /// In lower case; a wildcard begins with `*.`.
    names: Vec<Box<str>>,
    pair: Arc<CertifiedKey>,
}

impl Certificates {
    /// Reads all pairs; the first is for clients that name no domain, or none of ours.
    ///
    /// # Errors
    /// There is none, or one cannot be read or used.
    pub fn read(files: Vec<CertificateFiles>) -> Result<Self, TlsError> {
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let served = read_all(&files, &provider)?;
        Ok(Self {
            files,
            provider,
            served: ArcSwap::from_pointee(served),
        })
    }

    /// Reads the files anew. New handshakes use what is in them; if anything in them is wrong, what was served
    /// before is served on. `true`: it differs.
    ///
    /// # Errors
    /// One cannot be read or used.
    pub fn reload(&self) -> Result<bool, TlsError> {
        let read = read_all(&self.files, &self.provider)?;
        let chains = |served: &[Served]| served.iter().map(|one| one.pair.cert.clone()).collect::<Vec<_>>();
        let differs = chains(&read) != chains(&self.served.load());
        if differs {
            self.served.store(Arc::new(read));
        }
        Ok(differs)
    }

    /// The files, as given.
    pub fn files(&self) -> &[CertificateFiles] {
        &self.files
    }

    fn find(&self, domain: Option<&str>) -> Option<Arc<CertifiedKey>> {
        let served = self.served.load();
        let named = domain.and_then(|domain| served.iter().find(|one| one.is_for(domain)));
        named.or_else(|| served.first()).map(|one| Arc::clone(&one.pair))
    }
}

impl ResolvesServerCert for Certificates {
    fn resolve(&self, hello: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        self.find(hello.server_name())
    }
}

impl Served {
    fn new(pair: Arc<CertifiedKey>) -> Self {
        let names = pair
            .cert
            .first()
            .and_then(|cert| EndEntityCert::try_from(cert).ok());
        let names = names.map(|cert| {
            cert.valid_dns_names()
                .map(|name| name.to_ascii_lowercase().into())
                .collect()
        });
        Self {
            names: names.unwrap_or_default(),
            pair,
        }
    }

    /// Here wildcards count: it is the client who judges.
    fn is_for(&self, domain: &str) -> bool {
        self.names.iter().any(|name| match name.strip_prefix("*.") {
            Some(parent) => domain
                .split_once('.')
                .is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(parent)),
            None => name.eq_ignore_ascii_case(domain),
        })
    }
}

fn read_all(files: &[CertificateFiles], provider: &CryptoProvider) -> Result<Vec<Served>, TlsError> {
    if files.is_empty() {
        return Err(TlsError::NoCertificate);
    }
    files
        .iter()
        .map(|pair| pair.read(provider).map(Served::new))
        .collect()
}
