//! How the drain is getting on.

use super::SpoolError;
use crate::StoreError;

/// Why records do not reach the database at the moment.
#[derive(Clone, Debug, thiserror::Error)]
pub enum DrainError {
    /// The database does not take them.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The spool's files cannot be read or deleted.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

/// How the drain is.
#[derive(Clone, Debug)]
pub struct DrainStatus {
    /// Records that have not reached the database.
    pub pending: usize,
    /// Why the last attempt failed; `None` after one that did not.
    pub last_error: Option<DrainError>,
    /// Records that no database takes, kept aside in the spool's folder.
    pub set_aside: u64,
}

/// What the drain's task tells.
#[derive(Clone, Debug, Default)]
pub(super) struct Progress {
    pub(super) last_error: Option<DrainError>,
    pub(super) set_aside: u64,
    pub(super) has_ended: bool,
}
