//! Bodies of several parts (RFC 2046 §5.1, RFC 5621).
//!
//! Parts are slices of the received body, cut one at a time. Transfer encodings are not undone: SIP carries
//! bytes (RFC 3261 §27.5).

mod error;
mod find;
mod part;
mod parts;
mod write;

pub use error::MultipartError;
pub use part::BodyPart;
pub use parts::Parts;
