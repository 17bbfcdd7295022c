//! The registrar's core (RFC 3261 §10.3, with Path of RFC 3327 and instances of RFC 5626 §6).
//!
//! Pure: what is bound now and one REGISTER go in, the whole new set of bindings or a refusal comes out. The
//! caller stores that set before it answers, so that an update happens entirely or not at all.
//! It authenticates nobody and knows no users; outbound flow keep-alive (RFC 5626 §4.4) is not its business.

mod aor;
mod binding;
mod policy;
mod register;
mod rejection;
mod respond;
#[cfg(test)]
mod tests;
mod update;
mod wanted;

pub use aor::Aor;
pub use binding::Binding;
pub use policy::Policy;
pub use register::register;
pub use rejection::{Cause, Rejection};
pub use respond::{ok_response, rejection_response};
pub use update::Update;
