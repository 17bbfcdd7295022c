//! `web`: where the web front listens, and its certificate.

use std::net::SocketAddr;
use std::path::PathBuf;

use yaml::{Mistakes, Node};

use crate::settings::Office;
use crate::{address, listener, paths};

/// Scheme, and whether it is TLS.
const SCHEMES: [(&str, bool); 2] = [("https", true), ("http", false)];

/// Origins at most.
const ORIGINS_MAX: usize = 100;

/// The web front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Web {
    /// Where it listens.
    pub listen: WebListen,
    /// Its certificate; `None`: a self-signed one is made and kept.
    pub certificate: Option<Certificate>,
    /// Where pages that speak SIP over a WebSocket may come from, in lower case; empty: from anywhere.
    pub origins: Vec<String>,
}

/// Where the web front listens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WebListen {
    /// `https://`, not `http://`.
    pub tls: bool,
    /// Address and port; port 0 takes a free one.
    pub address: SocketAddr,
}

/// Files in PEM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// The chain, the server's first.
    pub cert: PathBuf,
    /// The private key.
    pub key: PathBuf,
}

impl Default for Web {
    fn default() -> Self {
        let listen = WebListen {
            tls: true,
            address: SocketAddr::from(([0, 0, 0, 0], 8443)),
        };
        Self {
            listen,
            certificate: None,
            origins: Vec::new(),
        }
    }
}

impl Web {
    pub(crate) fn read(node: Option<&Node>, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let Some(node) = node else {
            return Some(Self::default());
        };
        let mut fields = node.fields("`web`", mistakes)?;
        let listen = match fields.take("listen", mistakes) {
            Some(node) => {
                listener::read(node, &SCHEMES, mistakes).map(|(tls, address)| WebListen { tls, address })
            }
            None => Some(Self::default().listen),
        };
        let given = fields.take("certificate", mistakes);
        let certificate = match given {
            Some(node) => Certificate::read(node, office, mistakes).map(Some),
            None => Some(None),
        };
        let origins = match fields.take("origins", mistakes) {
            Some(node) => origins(node, mistakes),
            None => Some(Vec::new()),
        };
        fields.finish(mistakes);
        if let (Some(given), Some(WebListen { tls: false, .. })) = (given, listen) {
            let help = "listen on https:// or remove the certificate";
            mistakes.say(
                "unused-certificate",
                given.span,
                "http:// uses no certificate",
                help,
            );
        }
        Some(Self {
            listen: listen?,
            certificate: certificate?,
            origins: origins?,
        })
    }
}

impl Certificate {
    pub(crate) fn read(node: &Node, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let mut fields = node.fields("`certificate`", mistakes)?;
        let cert = fields.need("cert", "tls/cert.pem", mistakes);
        let cert = cert.and_then(|node| paths::read(node, office, mistakes));
        let key = fields.need("key", "tls/key.pem", mistakes);
        let key = key.and_then(|node| paths::read(node, office, mistakes));
        fields.finish(mistakes);
        Some(Self {
            cert: cert?,
            key: key?,
        })
    }
}

fn origins(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Vec<String>> {
    let items = node.items("`origins`", mistakes)?;
    if items.len() > ORIGINS_MAX {
        let message = format!("{} origins are too many", items.len());
        let help = format!("name at most {ORIGINS_MAX}");
        mistakes.say("bad-count", node.span, message, help);
        return None;
    }
    let found: Vec<Option<String>> = items.iter().map(|item| origin(item, mistakes)).collect();
    found.into_iter().collect()
}

/// `https://panel.example`, perhaps with a port (RFC 6454 §6.2).
fn origin(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<String> {
    let text = node.text("an origin, like https://panel.example", mistakes)?;
    let scheme = SCHEMES
        .iter()
        .find_map(|(scheme, _)| text.strip_prefix(scheme)?.strip_prefix("://"));
    if scheme.is_some_and(address::is_host_port) {
        return Some(text.to_ascii_lowercase());
    }
    let help = "write it like https://panel.example, without a path";
    mistakes.say(
        "bad-origin",
        node.span,
        format!("`{text}` is not an origin"),
        help,
    );
    None
}
