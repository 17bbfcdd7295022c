//! A switch's sockets and a little message.

use std::net::SocketAddr;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::message::Transport;
use crate::tokens::{Branch, Tokens};
use crate::transport::{Inbound, Listener, TransportLimits, Transports};

pub(super) const MESSAGE: &str = "OPTIONS sip:a SIP/2.0\r\nContent-Length: 2\r\n\r\nhi";

/// Longer than anything that works takes.
const PATIENCE: Duration = Duration::from_secs(10);

pub(super) struct Fixture {
    pub(super) transports: Transports,
    pub(super) inbound: mpsc::Receiver<Inbound>,
    pub(super) udp: SocketAddr,
    pub(super) tcp: SocketAddr,
}

pub(super) fn bind(host: &str, limits: TransportLimits) -> Fixture {
    let bind = SocketAddr::new(host.parse().unwrap(), 0);
    let listener = |transport| Listener {
        transport,
        bind,
        advertise: None,
    };
    let listeners = [listener(Transport::Udp), listener(Transport::Tcp)];
    let (transports, inbound) = Transports::bind(&listeners, limits).unwrap();
    let at = |index: usize| SocketAddr::new("127.0.0.1".parse().unwrap(), transports.local()[index].1.port());
    Fixture {
        udp: at(0),
        tcp: at(1),
        transports,
        inbound,
    }
}

impl Fixture {
    pub(super) async fn next(&mut self) -> Inbound {
        soon(self.inbound.recv()).await.unwrap()
    }
}

pub(super) async fn soon<T>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.expect("nothing happened")
}

pub(super) fn branch() -> Branch {
    Tokens::from_seed([1; 32]).branch()
}
