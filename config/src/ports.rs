//! No port is wanted twice: sections that are right alone may still take each other's ports.

use std::net::SocketAddr;

use yaml::{Mistakes, Node, Span};

use crate::media::Media;
use crate::sip::Sip;
use crate::sip_listen::SipTransport;
use crate::web::Web;

pub(crate) fn check(root: &Node, sip: &Sip, web: &Web, media: &Media, mistakes: &mut Mistakes<'_>) {
    let sip_span = span(root, &["sip", "listen"]);
    for listener in &sip.listen {
        let port = listener.address.port();
        match listener.transport {
            SipTransport::Tcp | SipTransport::Tls if meet(listener.address, web.listen.address) => {
                let message = format!("TCP port {port} is wanted by `sip.listen` and by `web.listen`");
                let span = span(root, &["web", "listen"]).or(sip_span).unwrap_or(root.span);
                mistakes.say("port-twice", span, message, "give one of them another port");
            }
            SipTransport::Udp if media.ports.contains(&port) => {
                let (first, last) = (media.ports.start(), media.ports.end());
                let message =
                    format!("UDP port {port} of `sip.listen` lies within `media.ports`, {first}-{last}");
                let span = span(root, &["media", "ports"]).or(sip_span).unwrap_or(root.span);
                mistakes.say("port-twice", span, message, "move one of them");
            }
            SipTransport::Tcp | SipTransport::Tls | SipTransport::Udp => {}
        }
    }
}

/// Where this is written; `None`: nowhere, the default holds.
fn span(root: &Node, path: &[&str]) -> Option<Span> {
    root.at(path).map(|node| node.span)
}

fn meet(a: SocketAddr, b: SocketAddr) -> bool {
    let same_ip = a.ip() == b.ip() || a.ip().is_unspecified() || b.ip().is_unspecified();
    a.port() != 0 && a.port() == b.port() && same_ip
}
