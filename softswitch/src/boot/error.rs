//! Why the switch cannot start.

use std::io;
use std::path::PathBuf;

use dialplan::Diagnostics;
use sip_stack::transport::BindError;
use sip_stack::transport::tls::TlsError;

use crate::service::prompts::PromptFault;

/// Why the switch cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The files have mistakes.
    #[error("{0}")]
    Mistakes(#[from] Diagnostics),
    /// The database cannot be opened or read.
    #[error("the database cannot be used: {0}")]
    Store(#[from] store::StoreError),
    /// A spool cannot be opened.
    #[error("the spool cannot be opened: {0}")]
    Spool(#[from] store::SpoolError),
    /// What a former run spooled cannot be brought into the database.
    #[error("what waits in the spool cannot be brought into the database: {0}")]
    Drain(#[from] store::DrainError),
    /// The folder of recordings cannot be made.
    #[error("recordings cannot be kept in {}: {error}", folder.display())]
    Recordings {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        error: io::Error,
    },
    /// A SIP address cannot be bound.
    #[error("{0}; is another phone system running?")]
    Sip(#[from] BindError),
    /// A certificate, a key or a file of trusted authorities cannot be used.
    #[error("TLS cannot be used: {0}")]
    Tls(#[from] TlsError),
    /// The way to DNS cannot be made.
    #[error("DNS cannot be asked: {0}")]
    Dns(#[from] hickory_resolver::net::NetError),
    /// The media engine cannot start.
    #[error("the media engine cannot start: {0}")]
    Media(#[from] media::engine::StartError),
    /// A sound file cannot be used, or words not be said.
    #[error(transparent)]
    Prompt(#[from] PromptFault),
    /// The web front cannot start.
    #[error("the web front cannot start: {0}")]
    Web(#[from] web_admin::ServeError),
    /// The self-signed certificate cannot be made or kept.
    #[error("the certificate of the web front cannot be made: {0}")]
    Certificate(#[from] web_admin::CertificateError),
    /// Commands could not reach the switch.
    #[error(transparent)]
    Control(#[from] crate::control::OpenError),
    /// The metrics recorder is in use twice.
    #[error("metrics cannot be recorded: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
}
