//! No port is wanted twice.

use std::net::SocketAddr;

use yaml::{Mistakes, Span};

use crate::media::Media;
use crate::sip::{Sip, SipTransport};
use crate::web::Web;

/// Sections that are right alone may still take each other's ports.
pub(crate) fn check(root: Span, sip: &Sip, web: &Web, media: &Media, mistakes: &mut Mistakes<'_>) {
    for listener in &sip.listen {
        let port = listener.address.port();
        match listener.transport {
            SipTransport::Tcp if meet(listener.address, web.listen.address) => {
                let message = format!("TCP port {port} is wanted by `sip.listen` and by `web.listen`");
                mistakes.say("port-twice", root, message, "give one of them another port");
            }
            SipTransport::Udp if media.ports.contains(&port) => {
                let message = format!("UDP port {port} of `sip.listen` is one of `media.ports`");
                mistakes.say("port-twice", root, message, "move one of them");
            }
            SipTransport::Tcp | SipTransport::Udp => {}
        }
    }
}

fn meet(a: SocketAddr, b: SocketAddr) -> bool {
    a.port() != 0
        && a.port() == b.port()
        && (a.ip() == b.ip() || a.ip().is_unspecified() || b.ip().is_unspecified())
}
