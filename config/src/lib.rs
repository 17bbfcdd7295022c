//! `softswitch.yaml`: raw text to checked settings, once.
//!
//! [`Settings::load`] reads a folder's settings; [`Settings::parse`] is its pure part. Every mistake is told at once,
//! with its place and a remedy ([`Diagnostics`]). Whether a file or database that is named can be used is found out
//! by who opens it.

mod address;
mod capture;
mod choice;
mod conceal;
mod database;
mod dns;
mod domain;
mod edge;
mod emergency;
mod events;
mod headers;
mod limits;
mod listener;
mod load;
mod media;
mod outline;
mod outside;
mod paths;
mod ports;
mod recordings;
mod secret;
mod session_timer;
mod settings;
mod shutdown;
mod sip;
mod sip_listen;
mod sip_tls;
mod speech;
mod storage;
mod timezone;
mod tones;
mod trunk;
mod users;
mod web;

pub use capture::Capture;
pub use database::DatabaseUrl;
pub use dns::Dns;
pub use edge::{Bans, Edge};
pub use emergency::Emergency;
pub use events::Events;
pub use headers::HeaderRules;
pub use limits::Limits;
pub use load::SETTINGS_FILE;
pub use media::{Codec, Dtmf, Keys, Media, Srtp};
pub use outline::Outline;
pub use outside::Outside;
pub use recordings::Recordings;
pub use secret::Secret;
pub use session_timer::{SessionTimer, SessionTimerMode};
pub use settings::Settings;
pub use shutdown::Shutdown;
pub use sip::Sip;
pub use sip_listen::{ClientCertificate, SipListen, SipTransport};
pub use sip_tls::{SipTls, TlsPeer, Trust};
pub use speech::Speech;
pub use storage::Storage;
pub use tones::Tones;
pub use trunk::{
    CallerId, Failover, Identity, IdentityHeader, NumberForm, NumberRange, Numbering, Probe, Reliable,
    Source as TrunkSource, Trunk, TrunkAccount, TrunkServer, TrunkTransport,
};
pub use users::{User, is_name};
pub use web::{Certificate, Web, WebListen};
pub use yaml::{Diagnostic, Diagnostics, Source};
