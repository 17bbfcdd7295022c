//! What can go wrong with the spool.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

/// Why a record is not on disk, or a spool not open.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SpoolError {
    /// A file or the folder of the spool cannot be used.
    #[error("{}: {source}", path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// What the system says.
        source: Arc<io::Error>,
    },
    /// Another program has the folder open.
    #[error("{} is in use by another program", path.display())]
    InUse {
        /// The folder.
        path: PathBuf,
    },
    /// The database has been away for so long that the spool has reached its limit.
    #[error("the spool is full: {bytes} bytes wait for the database")]
    Full {
        /// What waits.
        bytes: u64,
    },
    /// The disk does not keep up.
    #[error("{waiting} entries wait for the disk already")]
    Busy {
        /// How many.
        waiting: usize,
    },
    /// A record beyond the limit of one record.
    #[error("a record of {bytes} bytes is too large")]
    TooLarge {
        /// Its size as JSON.
        bytes: usize,
    },
    /// The thread that writes has ended.
    #[error("the spool is closed")]
    Closed,
}

impl SpoolError {
    pub(super) fn file(path: impl Into<PathBuf>, source: io::Error) -> Self {
        Self::File {
            path: path.into(),
            source: Arc::new(source),
        }
    }
}
