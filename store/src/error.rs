//! What can go wrong with a database, by whose fault it is.

use std::path::PathBuf;
use std::sync::Arc;

/// Why the store did not do what was asked. Cheap to clone.
#[derive(Clone, Debug, thiserror::Error)]
pub enum StoreError {
    /// The settings name a kind of database that is not known.
    #[error("`{scheme}` is no database: write sqlite://FILE or postgres://USER@HOST/NAME")]
    Scheme {
        /// What stands before `:`.
        scheme: String,
    },
    /// The database's file or its folder cannot be made.
    #[error("{} cannot be made: {source}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: Arc<std::io::Error>,
    },
    /// The tables cannot be brought up to date.
    #[error("the tables cannot be brought up to date: {0}")]
    Migration(#[source] Arc<sqlx::migrate::MigrateError>),
    /// The database is out of reach, locked, full or broken: the same request may succeed later.
    #[error("the database is not available: {0}")]
    Unavailable(#[source] Arc<sqlx::Error>),
    /// The database refuses this very data, now and later: our bug.
    #[error("the database refuses the data: {0}")]
    Refused(#[source] Arc<sqlx::Error>),
    /// What is stored cannot be read: somebody else wrote it.
    #[error("what is stored cannot be read: {0}")]
    Unreadable(#[source] Arc<sqlx::Error>),
}

impl StoreError {
    /// Whether trying the same again is pointless.
    #[must_use]
    pub const fn is_refusal(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        let refused = match &error {
            sqlx::Error::Database(fault) => is_refusal(fault.as_ref()),
            sqlx::Error::Encode(_) => true,
            _ => false,
        };
        let error = Arc::new(error);
        match *error {
            _ if refused => Self::Refused(error),
            sqlx::Error::ColumnDecode { .. } | sqlx::Error::Decode(_) => Self::Unreadable(error),
            _ => Self::Unavailable(error),
        }
    }
}

/// PostgreSQL: classes 22 (data exception) and 23 (integrity constraint). SQLite: by its primary result code
/// CONSTRAINT (19), MISMATCH (20), TOOBIG (18).
fn is_refusal(fault: &dyn sqlx::error::DatabaseError) -> bool {
    let Some(code) = fault.code() else { return false };
    if fault
        .try_downcast_ref::<sqlx::postgres::PgDatabaseError>()
        .is_some()
    {
        return code.starts_with("22") || code.starts_with("23");
    }
    code.parse::<i32>()
        .is_ok_and(|code| matches!(code & 0xff, 18..=20))
}
