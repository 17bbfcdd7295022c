//! One function for each parser: it takes any bytes, and panics when a promise is broken.

mod headers;
mod media;
mod published;
mod sip;
mod table;
mod yaml;

pub use table::TARGETS;
