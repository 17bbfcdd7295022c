//! The web front's view of the switch.

use std::sync::Arc;

use config::{Settings, WebListen};
use media::engine::Engine;
use metrics::{counter, gauge};
use metrics_exporter_prometheus::PrometheusHandle;
use sip_stack::transport::{TransportCounts, WebSocketPeer, WebSockets};
use web_admin::{Listen, Readiness, Security, SipSocket, SipSocketPeer, Switchboard};

use super::certificates::Served;
use super::storage::Drains;
use crate::actor::directory::Directory;

/// The live switch, for the web front.
pub(super) struct Admin {
    pub(super) metrics: PrometheusHandle,
    pub(super) directory: Directory,
    pub(super) web_sockets: WebSockets,
    pub(super) transport_counts: Arc<TransportCounts>,
    pub(super) engine: Engine,
    pub(super) drains: Drains,
    pub(super) draining: tokio::sync::watch::Receiver<bool>,
    /// Where pages may come from; empty: from anywhere.
    pub(super) origins: Vec<String>,
}

impl Admin {
    fn media_metrics(&self) {
        let counts = self.engine.counts();
        let handshakes = [
            ("done", counts.handshakes_done),
            ("failed", counts.handshakes_failed),
        ];
        for (result, handshakes) in handshakes {
            counter!("softswitch_dtls_handshakes_total", "result" => result).absolute(handshakes);
        }
        counter!("softswitch_dtls_datagrams_dropped_total").absolute(counts.handshake_datagrams_dropped);
    }
}

impl Switchboard for Admin {
    fn readiness(&self) -> Readiness {
        let mut reasons = Vec::new();
        if *self.draining.borrow() {
            reasons.push(String::from("the switch is being stopped"));
        }
        if let Some(error) = self.drains.stalled_by() {
            reasons.push(format!(
                "records wait on disk, they do not reach the database: {error}"
            ));
        }
        Readiness {
            ready: !*self.draining.borrow(),
            reasons,
        }
    }

    fn metrics(&self) -> String {
        gauge!("softswitch_calls_live").set(count(*self.directory.live().borrow()));
        gauge!("softswitch_call_records_spooled").set(count(self.drains.calls.status().pending));
        gauge!("softswitch_bindings_spooled").set(count(self.drains.bindings.status().pending));
        for (reason, refused) in self.transport_counts.refused() {
            counter!("softswitch_sip_connections_refused_total", "reason" => reason).absolute(refused);
        }
        counter!("softswitch_sip_throttled_total").absolute(self.transport_counts.throttled());
        counter!("softswitch_stun_answered_total").absolute(self.transport_counts.stun());
        gauge!("softswitch_sip_connections").set(count(self.web_sockets.connections()));
        self.media_metrics();
        self.metrics.render()
    }

    fn takes_origin(&self, origin: &str) -> bool {
        let takes =
            self.origins.is_empty() || self.origins.iter().any(|own| own.eq_ignore_ascii_case(origin));
        if !takes {
            counter!("softswitch_web_origins_refused_total").increment(1);
            tracing::info!(origin, "a page was refused that `web.origins` does not name");
        }
        takes
    }

    fn open_sip_socket(&self, peer: SipSocketPeer) -> Option<SipSocket> {
        let SipSocketPeer {
            local,
            remote,
            secure,
        } = peer;
        let opened = self.web_sockets.open(WebSocketPeer {
            local,
            remote,
            secure,
        });
        let queues = opened
            .inspect_err(|why| tracing::warn!(%remote, %why, "a WebSocket was not taken"))
            .ok()?;
        Some(SipSocket {
            arrived: queues.arrived,
            to_send: queues.to_send,
        })
    }
}

/// A count as a gauge wants it; exact up to 2^32.
fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Where and how the web front listens.
pub(super) fn listen(settings: &Settings, certificates: &Served) -> Listen {
    let WebListen { tls, address } = settings.web.listen;
    let security = if tls {
        Security::Tls(certificates.web.clone())
    } else {
        Security::Plain
    };
    Listen { address, security }
}
