//! The web front's view of the switch.

use config::{Settings, WebListen};
use metrics::gauge;
use metrics_exporter_prometheus::PrometheusHandle;
use web_admin::{
    CertificateError, CertificateFiles, Listen, Readiness, Security, Switchboard, ensure_certificate,
};

use super::storage::Drains;
use crate::actor::directory::Directory;

/// The live switch, for the web front.
pub(super) struct Admin {
    pub(super) metrics: PrometheusHandle,
    pub(super) directory: Directory,
    pub(super) drains: Drains,
    pub(super) draining: tokio::sync::watch::Receiver<bool>,
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
        self.metrics.render()
    }
}

/// A count as a gauge wants it; exact up to 2^32.
fn count(n: usize) -> f64 {
    f64::from(u32::try_from(n).unwrap_or(u32::MAX))
}

/// Where and how the web front listens; its self-signed certificate is made once and kept with the data.
pub(super) fn listen(settings: &Settings) -> Result<Listen, CertificateError> {
    let WebListen { tls, address } = settings.web.listen;
    if !tls {
        return Ok(Listen {
            address,
            security: Security::Plain,
        });
    }
    let files = match &settings.web.certificate {
        Some(given) => CertificateFiles {
            cert: given.cert.clone(),
            key: given.key.clone(),
        },
        None => {
            let names = [
                settings.domain.clone(),
                address.ip().to_string(),
                String::from("localhost"),
            ];
            ensure_certificate(&settings.dir.join(CERTIFICATE_FOLDER), &names)?
        }
    };
    Ok(Listen {
        address,
        security: Security::Tls(files),
    })
}

/// Where the self-signed certificate is kept, beside the settings.
const CERTIFICATE_FOLDER: &str = "data/tls";
