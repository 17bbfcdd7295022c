//! The spool: call records are on disk before a call is forgotten, and reach the database when it can take
//! them, in order.
//!
//! A folder of segments, one line per record (`line`). One thread appends (`appender`) with one sync for all
//! that wait; the [`Drain`] hands the lines to a repository and deletes what is done. After a crash a record
//! may reach the database twice, which its id makes harmless; it never reaches it zero times.

mod appender;
mod drain;
mod error;
mod folder;
mod ledger;
mod line;
mod progress;
mod queue;
mod set_aside;
mod take;

#[cfg(test)]
mod tests;

pub use drain::Drain;
pub use error::SpoolError;
pub use progress::{DrainError, DrainStatus};
pub use queue::{Spool, SpoolStatus};
