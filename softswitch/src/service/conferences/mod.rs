//! The conferences under way: a room begins with its first member and ends with its last.

#[expect(clippy::module_inception, reason = "the module's noun")]
mod conferences;
mod open;
mod seat;

pub use conferences::Conferences;
pub use seat::{Guest, Seat};

#[cfg(test)]
mod tests;
