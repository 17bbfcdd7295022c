//! The spool: call records and changed bindings are on disk before they are acknowledged, and reach the
//! database when it can take them, in order.
//!
//! A folder of segments, one line per [`Entry`] (`line`). One thread appends (`appender`) with one sync for all
//! that wait; the [`Drain`] hands the lines to a repository and deletes what is done. After a crash an entry
//! may reach the database twice, which is harmless; it never reaches it zero times.

mod appender;
mod drain;
mod entry;
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
pub use entry::Entry;
pub use error::SpoolError;
pub use progress::{DrainError, DrainStatus};
pub use queue::{Receipt, Spool, SpoolStatus};
