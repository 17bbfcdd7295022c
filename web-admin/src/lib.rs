//! The HTTP front: health, readiness, metrics, and the WebSockets that speak SIP (RFC 7118), over HTTPS or HTTP.
//!
//! It knows the live switch only as a [`Switchboard`]. Errors are problem details (RFC 9457). Requests,
//! connections and handshakes have limits and deadlines. It has no panel and no sign-in.

mod certificate;
mod connection;
mod error;
mod health;
mod listen;
mod metrics;
mod problem;
mod request_limits;
mod router;
mod server;
mod sip_socket;
mod switchboard;
mod tls;

pub use certificate::{CertificateError, CertificateFiles, ensure_certificate};
pub use error::ServeError;
pub use listen::{Listen, Security};
pub use server::{Server, serve};
pub use sip_socket::{SipSocket, SipSocketPeer};
pub use switchboard::{Readiness, Switchboard};
