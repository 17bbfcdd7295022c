//! What a spool can hold.

use std::fmt::Debug;
use std::time::Duration;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{BindingChange, CallRecord, Repository, StoreError};

/// Something that is durable in a spool before a database has it. Writing it twice must leave one.
pub trait Entry: Serialize + DeserializeOwned + Debug + Send + Sync + 'static {
    /// Entries handed to the database in one transaction.
    const BATCH_MAX: usize;

    /// Syncs to disk begin no sooner than this after one another: one costs about the same for one entry as for many.
    const SYNC_EVERY: Duration;

    /// Transactions begin no sooner than this after one another, unless one is full: a commit costs about the
    /// same for one entry as for many.
    const COMMIT_EVERY: Duration;

    /// Writes entries in order, all or none.
    ///
    /// # Errors
    /// As those of [`Repository`].
    fn write(
        repository: &impl Repository,
        entries: &[Self],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;
}

impl Entry for CallRecord {
    const BATCH_MAX: usize = 256;
    // Nobody waits for it; a crash may lose the calls that ended in the tenth of a second before.
    const SYNC_EVERY: Duration = Duration::from_millis(100);
    const COMMIT_EVERY: Duration = Duration::from_millis(500);

    async fn write(repository: &impl Repository, entries: &[Self]) -> Result<(), StoreError> {
        repository.insert_call_records(entries).await
    }
}

impl Entry for BindingChange {
    const BATCH_MAX: usize = 2_048;
    // A phone waits for its 200.
    const SYNC_EVERY: Duration = Duration::from_millis(20);
    const COMMIT_EVERY: Duration = Duration::from_secs(1);

    async fn write(repository: &impl Repository, entries: &[Self]) -> Result<(), StoreError> {
        repository.replace_bindings(entries).await
    }
}
