//! The registrar's core (RFC 3261 §10.3, with Path of RFC 3327, flows of RFC 5626 §6 and public GRUUs of RFC 5627).
//!
//! Pure: what is bound now and one REGISTER go in, the whole new set of bindings or a refusal comes out. The
//! caller stores that set before it answers, so that an update happens entirely or not at all.
//! It authenticates nobody and knows no users; keeping flows alive (RFC 5626 §4.4) is not its business.

mod aor;
mod binding;
mod gruu;
mod outbound;
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
pub use gruu::{gr_in, gr_of};
pub use outbound::flows_of_each;
pub use policy::Policy;
pub use register::register;
pub use rejection::{Cause, Rejection};
pub use respond::{add_service_route, ok_response, rejection_response};
pub use update::Update;
