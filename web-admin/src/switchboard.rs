//! The live switch as the HTTP front needs it.

use serde::Serialize;

use crate::{SipSocket, SipSocketPeer};

/// What the HTTP front asks of the switch. Answers come at once: nothing here waits.
pub trait Switchboard: Send + Sync + 'static {
    /// Whether new calls may be sent here.
    fn readiness(&self) -> Readiness;

    /// All metrics in Prometheus' text format.
    fn metrics(&self) -> String;

    /// Whether a page from this origin may speak SIP here (RFC 6454 §6.1, RFC 6455 §10.2).
    fn takes_origin(&self, _origin: &str) -> bool {
        true
    }

    /// Takes on a WebSocket that speaks SIP; `None`: there is no room for it.
    fn open_sip_socket(&self, peer: SipSocketPeer) -> Option<SipSocket>;
}

/// Whether the switch takes new calls, and what is wrong if anything is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Readiness {
    /// A load balancer may send calls here.
    pub ready: bool,
    /// What is wrong, for a person. A switch may be ready in spite of it.
    pub reasons: Vec<String>,
}
