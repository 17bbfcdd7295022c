//! Audio codecs: what SDP calls them, and the values that encode and decode 20 ms of mono audio.

#[expect(clippy::module_inception, reason = "the module's noun")]
mod codec;
mod decoder;
mod encoder;
mod error;
#[cfg(test)]
mod fidelity_tests;
mod g711;
#[cfg(test)]
mod tests;

pub use codec::Codec;
pub use decoder::Decoder;
pub use encoder::Encoder;
pub use error::CodecError;
