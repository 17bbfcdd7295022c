//! The tasks: each owns one value of the pure world, feeds it and performs what it wants done.
//!
//! [`signalling`] owns the endpoint, a [`call_actor`] each call, [`crate::service::registrar`] the
//! bindings. They speak by bounded mailboxes only.

pub mod admission;
pub mod call_actor;
pub mod captures;
mod close;
pub mod directory;
pub mod finder;
pub mod media_router;
pub mod perform;
pub mod places;
mod seating;
pub mod signalling;
mod streams;
mod taping;
mod viewers;
