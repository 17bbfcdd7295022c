//! Session descriptions (RFC 8866): read tolerantly, kept in order, printed exactly.
//!
//! Lines that mean nothing to a telephone call (`k=`, `r=`, `i=`, …) are passed over when read. What the
//! attributes mean is told by typed readers; offers and answers are made in `offer_answer`.

mod attribute;
mod audio;
mod connection;
mod crypto;
mod description;
mod direction;
mod error;
mod ice;
mod limits;
mod origin;
mod parse;
#[cfg(test)]
pub(crate) mod samples;
mod section;
mod setup;
#[cfg(test)]
mod tests;

pub use attribute::Attribute;
pub use audio::{Encoding, Format};
pub use crypto::Crypto;
pub use description::Sdp;
pub use direction::Direction;
pub use error::{SdpError, SdpErrorKind};
pub use ice::PeerIce;
pub use limits::{ATTRIBUTES_MAX, BYTES_MAX, FORMATS_MAX, SECTIONS_MAX};
pub use origin::Origin;
pub use section::Section;
pub use setup::Setup;
