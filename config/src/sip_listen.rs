//! `sip.listen`: each address, and what is special about it.

use std::net::SocketAddr;

use yaml::{Mistakes, Node, Value};

use crate::{address, choice, listener};

const LISTENERS_MAX: usize = 16;
const TRANSPORTS: [(&str, SipTransport); 3] = [
    ("udp", SipTransport::Udp),
    ("tcp", SipTransport::Tcp),
    ("tls", SipTransport::Tls),
];
const YES_NO: [(&str, bool); 2] = [("true", true), ("false", false)];
const CLIENT_CERTIFICATE: [(&str, ClientCertificate); 3] = [
    ("no", ClientCertificate::No),
    ("optional", ClientCertificate::Optional),
    ("required", ClientCertificate::Required),
];

/// One address to listen on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SipListen {
    /// How.
    pub transport: SipTransport,
    /// Where.
    pub address: SocketAddr,
    /// What peers are told of this one, before what `sip.advertise` says.
    pub advertise: Option<String>,
    /// A load balancer stands in front and says who connects (PROXY protocol, version 2).
    pub proxy_protocol: bool,
    /// Whether clients must show who they are; `tls://` only.
    pub client_certificate: ClientCertificate,
}

/// How SIP is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SipTransport {
    /// RFC 3261 §18, datagrams.
    Udp,
    /// RFC 3261 §18, a stream.
    Tcp,
    /// RFC 3261 §26.2.1, a stream over TLS.
    Tls,
}

/// Whether a listener asks its clients for a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum ClientCertificate {
    /// No.
    #[default]
    No,
    /// Yes, but none is accepted too.
    Optional,
    /// Without a good one there is no connection.
    Required,
}

impl SipListen {
    pub(crate) fn new(transport: SipTransport, address: SocketAddr) -> Self {
        Self {
            transport,
            address,
            advertise: None,
            proxy_protocol: false,
            client_certificate: ClientCertificate::No,
        }
    }
}

pub(crate) fn read(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<Vec<SipListen>> {
    let items = node.items("`listen`", mistakes)?;
    if !(1..=LISTENERS_MAX).contains(&items.len()) {
        let message = format!("{} addresses to listen on", items.len());
        mistakes.say(
            "bad-count",
            node.span,
            message,
            format!("name 1 to {LISTENERS_MAX}, like [udp://0.0.0.0:5060]"),
        );
        return None;
    }
    let mut listen: Vec<SipListen> = Vec::new();
    let mut all_read = true;
    for item in items {
        let Some(found) = one(item, mistakes) else {
            all_read = false;
            continue;
        };
        if found.address.port() != 0 && listen.iter().any(|other| found.takes_the_port_of(other)) {
            mistakes.say(
                "port-twice",
                item.span,
                "this address is listened on twice",
                "remove one of them",
            );
        }
        listen.push(found);
    }
    all_read.then_some(listen)
}

impl SipListen {
    /// TCP and TLS listen on the same kind of port.
    fn takes_the_port_of(&self, other: &Self) -> bool {
        let is_stream = |transport| transport != SipTransport::Udp;
        is_stream(self.transport) == is_stream(other.transport) && self.address == other.address
    }
}

/// `udp://0.0.0.0:5060`, or `{address: udp://0.0.0.0:5060, advertise: 203.0.113.7}`.
fn one(node: &Node, mistakes: &mut Mistakes<'_>) -> Option<SipListen> {
    let Value::Map(_) = &node.value else {
        let (transport, address) = listener::read(node, &TRANSPORTS, mistakes)?;
        return Some(SipListen::new(transport, address));
    };
    let mut fields = node.fields("a listener", mistakes)?;
    let listener = fields.need("address", "udp://0.0.0.0:5060", mistakes);
    let listener = listener.and_then(|node| listener::read(node, &TRANSPORTS, mistakes));
    let advertise = fields.take("advertise", mistakes);
    let advertise = advertise.and_then(|node| address::host_port(node, mistakes));
    let proxy = fields.take("proxy_protocol", mistakes);
    let clients = fields.take("client_certificate", mistakes);
    fields.finish(mistakes);
    let (transport, address) = listener?;
    let needs = |node: Option<&Node>, wanted: &str, mistakes: &mut Mistakes<'_>| {
        if let Some(node) = node {
            let message = "this means nothing to a listener of this kind";
            mistakes.say(
                "wrong-listener",
                node.span,
                message,
                format!("listen on {wanted} or remove it"),
            );
        }
    };
    if transport == SipTransport::Udp {
        needs(proxy, "tcp:// or tls://", mistakes);
    }
    if transport != SipTransport::Tls {
        needs(clients, "tls://", mistakes);
    }
    let proxy_protocol = match proxy {
        Some(node) => choice::read(node, &YES_NO, mistakes),
        None => Some(false),
    };
    let client_certificate = match clients {
        Some(node) => choice::read(node, &CLIENT_CERTIFICATE, mistakes),
        None => Some(ClientCertificate::No),
    };
    Some(SipListen {
        transport,
        address,
        advertise,
        proxy_protocol: proxy_protocol?,
        client_certificate: client_certificate?,
    })
}
