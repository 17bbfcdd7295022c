//! A switch's sockets and a little message.

use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::flow::Flow;
use crate::message::Transport;
use crate::tokens::{Branch, Tokens};
use crate::transport::tls::Tls;
use crate::transport::{Inbound, Listener, Refusal, TransportLimits, Transports};

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
    let listener = |transport| Listener::new(transport, bind);
    let listeners = [listener(Transport::Udp), listener(Transport::Tcp)];
    let (transports, inbound) = Transports::bind(&listeners, limits, None).unwrap();
    let at = |index: usize| SocketAddr::new("127.0.0.1".parse().unwrap(), transports.local()[index].1.port());
    Fixture {
        udp: at(0),
        tcp: at(1),
        transports,
        inbound,
    }
}

/// One listener, whose address is [`Fixture::tcp`].
pub(super) fn bind_one(
    listener: impl FnOnce(&mut Listener),
    limits: TransportLimits,
    tls: Option<Tls>,
) -> Fixture {
    let mut one = Listener::new(Transport::Tls, SocketAddr::from(([127, 0, 0, 1], 0)));
    listener(&mut one);
    let (transports, inbound) = Transports::bind(&[one], limits, tls).unwrap();
    let at = transports.local()[0].1;
    Fixture {
        udp: at,
        tcp: at,
        transports,
        inbound,
    }
}

impl Fixture {
    pub(super) async fn message(&mut self) -> (Flow, Bytes) {
        match self.next().await {
            Inbound::Message { flow, bytes } => (flow, bytes),
            other => panic!("no message: {other:?}"),
        }
    }

    pub(super) async fn refusal(&mut self) -> Refusal {
        loop {
            if let Inbound::Refused { why, .. } = soon(self.inbound.recv()).await.unwrap() {
                return why;
            }
        }
    }

    /// What the endpoint would be told next; refusals have tests of their own.
    pub(super) async fn next(&mut self) -> Inbound {
        loop {
            match soon(self.inbound.recv()).await.unwrap() {
                Inbound::Refused { .. } => {}
                inbound => return inbound,
            }
        }
    }
}

pub(super) async fn soon<T>(future: impl Future<Output = T>) -> T {
    timeout(PATIENCE, future).await.expect("nothing happened")
}

pub(super) fn branch() -> Branch {
    Tokens::from_seed([1; 32]).branch()
}
