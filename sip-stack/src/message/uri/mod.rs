//! Addresses: sip, sips, tel and any other scheme (RFC 3261 §19.1, RFC 3966).

mod any;
mod equivalent;
mod error;
mod escape;
mod host;
mod other;
mod sip;
mod tel;

pub use any::Uri;
pub use error::UriError;
pub use host::{Host, HostPort};
pub use other::OtherUri;
pub use sip::SipUri;
pub use tel::TelUri;
