//! `sip.tls`: certificates and trust.

use std::path::PathBuf;

use yaml::{Mistakes, Node};

use crate::address;
use crate::paths;
use crate::settings::Office;
use crate::web::Certificate;

const CERTIFICATES_MAX: usize = 100;
const PEERS_MAX: usize = 1_000;
/// Believes whoever answers.
const ANYONE: &str = "anyone";
/// Believes the authorities of this machine.
const SYSTEM: &str = "system";

/// Certificates and trust of `tls://`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SipTls {
    /// Chosen by the domain that a client asks for, the first one otherwise; empty: the one of the web front.
    pub certificates: Vec<Certificate>,
    /// Shown to a server that asks for one.
    pub client_certificate: Option<Certificate>,
    /// PEM file of the authorities that are believed; `None`: those of this machine.
    pub trust: Option<PathBuf>,
    /// Peers that are believed in another way.
    pub peers: Vec<TlsPeer>,
}

/// One peer that is believed in another way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsPeer {
    /// Its domain or address, as it is called.
    pub domain: String,
    /// Whom to believe about it.
    pub trust: Trust,
}

/// Whom to believe about one peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trust {
    /// The authorities, or its very certificate, in a PEM file.
    File(PathBuf),
    /// Whoever answers: encrypted, but no protection from someone in between.
    Anyone,
}

impl SipTls {
    pub(crate) fn read(node: &Node, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let mut fields = node.fields("`tls`", mistakes)?;
        let certificates = match fields.take("certificates", mistakes) {
            Some(node) => list(
                node,
                "`certificates`",
                CERTIFICATES_MAX,
                mistakes,
                |item, mistakes| Certificate::read(item, office, mistakes),
            ),
            None => Some(Vec::new()),
        };
        let client_certificate = match fields.take("client_certificate", mistakes) {
            Some(node) => Certificate::read(node, office, mistakes).map(Some),
            None => Some(None),
        };
        let trust = match fields.take("trust", mistakes) {
            Some(node) if node.text("a path", mistakes)? == SYSTEM => Some(None),
            Some(node) => paths::read(node, office, mistakes).map(Some),
            None => Some(None),
        };
        let peers = match fields.take("peers", mistakes) {
            Some(node) => list(node, "`peers`", PEERS_MAX, mistakes, |item, mistakes| {
                TlsPeer::read(item, office, mistakes)
            }),
            None => Some(Vec::new()),
        };
        fields.finish(mistakes);
        Some(Self {
            certificates: certificates?,
            client_certificate: client_certificate?,
            trust: trust?,
            peers: peers?,
        })
    }
}

impl TlsPeer {
    fn read(node: &Node, office: Office<'_>, mistakes: &mut Mistakes<'_>) -> Option<Self> {
        let mut fields = node.fields("a peer", mistakes)?;
        let domain = fields.need("domain", "carrier.example", mistakes);
        let domain = domain.and_then(|node| address::host(node, mistakes));
        let trust = fields.need("trust", "tls/carrier.pem", mistakes);
        let trust = trust.and_then(|node| match node.text("a path", mistakes)? {
            ANYONE => Some(Trust::Anyone),
            _ => paths::read(node, office, mistakes).map(Trust::File),
        });
        fields.finish(mistakes);
        Some(Self {
            domain: domain?,
            trust: trust?,
        })
    }
}

/// Every item is read, also after one that has a mistake.
fn list<T>(
    node: &Node,
    what: &str,
    most: usize,
    mistakes: &mut Mistakes<'_>,
    mut read: impl FnMut(&Node, &mut Mistakes<'_>) -> Option<T>,
) -> Option<Vec<T>> {
    let items = node.items(what, mistakes)?;
    if items.len() > most {
        let message = format!("{} in {what}", items.len());
        mistakes.say(
            "bad-count",
            node.span,
            message,
            format!("at most {most} are read"),
        );
        return None;
    }
    let read: Vec<Option<T>> = items.iter().map(|item| read(item, mistakes)).collect();
    read.into_iter().collect()
}
