//! The certificates of the web port and of SIP over TLS: read at start, and again when their files change.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use config::{Certificate, Settings, SipTls};
use sip_stack::transport::tls::{
    CertificateFiles, Certificates, Exception, Roots, Tls, TlsError, TlsSettings, Trust,
};
use web_admin::ensure_certificate;

use super::error::StartError;

/// Where the self-signed certificate is kept, beside the settings.
const CERTIFICATE_FOLDER: &str = "data/tls";
/// How often the files are looked at.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// What is served where.
#[derive(Debug)]
pub(super) struct Served {
    /// SIP over TLS.
    pub(super) tls: Tls,
    /// The web port.
    pub(super) web: Arc<Certificates>,
}

/// Reads what the settings name. Without a certificate of the web port a self-signed one is made once and kept; SIP
/// has the same one unless it has its own.
pub(super) fn read(settings: &Settings) -> Result<Served, StartError> {
    let web = match &settings.web.certificate {
        Some(given) => files(given),
        None => {
            let made = ensure_certificate(&settings.dir.join(CERTIFICATE_FOLDER), &own_names(settings))?;
            CertificateFiles {
                cert: made.cert,
                key: made.key,
            }
        }
    };
    let tls = Tls::read(tls_settings(&settings.sip.tls, &web))?;
    let web = match tls.certificates().files() {
        [only] if *only == web => Arc::clone(tls.certificates()),
        _ => Arc::new(Certificates::read(vec![web])?),
    };
    Ok(Served { tls, web })
}

impl Served {
    /// Looks at the files until the task is ended; new handshakes use what is new, connections stay.
    pub(super) async fn watch(self: Arc<Self>) {
        let all = [Arc::clone(self.tls.certificates()), Arc::clone(&self.web)];
        let mut watched: Vec<Watched> = all.into_iter().map(Watched::new).collect();
        let mut looks = tokio::time::interval(LOOK_EVERY);
        loop {
            looks.tick().await;
            for watched in &mut watched {
                match watched.look() {
                    None | Some(Ok(false)) => {}
                    Some(Ok(true)) => tracing::info!("a new certificate is served from now on"),
                    Some(Err(error)) => {
                        tracing::error!(%error, "a changed certificate is no good; the old one stays");
                    }
                }
            }
        }
    }
}

/// Certificates, and how their files looked last.
#[derive(Debug)]
struct Watched {
    certificates: Arc<Certificates>,
    seen: Vec<Look>,
}

/// Enough of a file to see that it changed.
type Look = Option<(SystemTime, u64)>;

impl Watched {
    fn new(certificates: Arc<Certificates>) -> Self {
        Self {
            seen: looks(&certificates),
            certificates,
        }
    }

    /// `None`: no file has changed. Otherwise what came of reading them.
    fn look(&mut self) -> Option<Result<bool, TlsError>> {
        let looks = looks(&self.certificates);
        if looks == self.seen {
            return None;
        }
        self.seen = looks;
        Some(self.certificates.reload())
    }
}

fn looks(certificates: &Certificates) -> Vec<Look> {
    let paths = certificates
        .files()
        .iter()
        .flat_map(|files| [&files.cert, &files.key]);
    paths.map(|path| look(path)).collect()
}

fn look(path: &Path) -> Look {
    let found = path.metadata().ok()?;
    Some((found.modified().ok()?, found.len()))
}

fn tls_settings(settings: &SipTls, web: &CertificateFiles) -> TlsSettings {
    let certificates: Vec<_> = settings.certificates.iter().map(files).collect();
    let exceptions = settings.peers.iter().map(|peer| Exception {
        domain: peer.domain.as_str().into(),
        trust: match &peer.trust {
            config::Trust::File(path) => Trust::File(path.clone()),
            config::Trust::Anyone => Trust::Anyone,
        },
    });
    TlsSettings {
        certificates: if certificates.is_empty() {
            vec![web.clone()]
        } else {
            certificates
        },
        client: settings.client_certificate.as_ref().map(files),
        roots: settings.trust.clone().map_or(Roots::System, Roots::File),
        exceptions: exceptions.collect(),
    }
}

fn files(given: &Certificate) -> CertificateFiles {
    CertificateFiles {
        cert: given.cert.clone(),
        key: given.key.clone(),
    }
}

/// What phones and browsers may call this machine.
fn own_names(settings: &Settings) -> Vec<String> {
    let bound = settings.sip.listen.iter().map(|listen| listen.address.ip());
    let bound = bound.chain([settings.web.listen.address.ip()]);
    let addresses = bound.filter(|ip| !ip.is_unspecified()).map(|ip| ip.to_string());
    let advertised = settings
        .sip
        .listen
        .iter()
        .filter_map(|listen| listen.advertise.as_deref());
    let advertised = advertised
        .chain(settings.sip.advertise.as_deref())
        .map(without_port);
    let mut names: BTreeSet<String> = addresses.chain(advertised).collect();
    names.extend([settings.domain.clone(), String::from("localhost")]);
    names.into_iter().collect()
}

/// The host of `host`, `host:port`, `[v6]` or `[v6]:port`.
fn without_port(address: &str) -> String {
    let host = match address.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((ip, _)) => ip,
        None => address.split_once(':').map_or(address, |(host, _)| host),
    };
    host.parse::<IpAddr>()
        .map_or_else(|_| host.to_owned(), |ip| ip.to_string())
}

#[cfg(test)]
#[path = "certificates_tests.rs"]
mod tests;
