//! A proxy as a pure value (RFC 3261 §16; RFC 5393, RFC 5658, RFC 6026).
//!
//! A request goes through [`validate`], [`unroute`] and, for each of its targets, [`forward`]; a [`Context`] follows its
//! branches and decides what is answered. ACK and stray CANCEL are passed on without a context (§16.11).
//! Who may send, and where a user's phones are, the shell decides. Redirections are passed back, not followed.

mod best;
mod branches;
mod breadth;
mod context;
mod forward;
mod mark;
mod ours;
mod record_route;
mod routes;
mod target;
mod validate;

#[cfg(test)]
mod tests;

pub use context::{Arrived, Context, Effect, Input};
pub use forward::forward;
pub use mark::LoopMark;
pub use ours::Ours;
pub use record_route::{FlowKey, RecordRoute};
pub use routes::{Unrouted, unroute};
pub use target::ForwardTarget;
pub use validate::{Refusal, validate};
