//! Where a SIP URI leads (RFC 3263 §4 with RFC 2782): DNS questions out, answers in, and at last the hops to try in
//! their order. What was found dead is remembered for a while and tried last (§4.3).
//!
//! It sends no question itself: the shell asks, keeps answers for their time to live and bounds how long that takes.
//! The way back of responses (§5) is the endpoint's.

mod answers;
mod dead;
mod error;
mod hop;
mod naptr;
mod plan;
mod policy;
mod question;
mod srv;

#[cfg(test)]
mod tests;

pub use answers::Answers;
pub use dead::Dead;
pub use error::LocateError;
pub use hop::Hop;
pub use naptr::Naptr;
pub use plan::{Effect, Input, Locate};
pub use policy::Policy;
pub use question::{Question, RecordKind, Records};
pub use srv::Srv;
