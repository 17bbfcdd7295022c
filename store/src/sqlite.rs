//! SQLite: one writer, some readers, a write-ahead log that is synced at every commit.

use std::fs::{DirBuilder, OpenOptions};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::Path;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

use crate::StoreError;

#[path = "queries/mod.rs"]
#[expect(
    clippy::duplicate_mod,
    reason = "the queries are compiled once for each database"
)]
mod queries;

type Database = sqlx::Sqlite;
type Connection = sqlx::SqliteConnection;
type Row = sqlx::sqlite::SqliteRow;
type Target = SqliteRepository;

/// Takes the write lock at once: a transaction that begins by reading cannot wait for it later.
const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// How long a statement waits for another program's lock; a REGISTER waits for it too.
const BUSY_TIMEOUT: Duration = Duration::from_secs(2);
const READERS_MAX: u32 = 4;
/// How long a request waits for a connection of its own.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);
/// HA1 hashes are as good as passwords: only the owner may read them.
const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o750;

/// The tables in a file.
#[derive(Clone, Debug)]
pub struct SqliteRepository {
    read: sqlx::SqlitePool,
    write: sqlx::SqlitePool,
}

impl SqliteRepository {
    /// Opens `sqlite://FILE`, makes the file and its folder if they are missing, and brings the tables up to
    /// date.
    ///
    /// # Errors
    /// The file cannot be made, opened or migrated.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options = SqliteConnectOptions::from_str(url)?
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(BUSY_TIMEOUT);
        make_file(options.get_filename())?;
        Self::connect(options).await
    }

    async fn connect(options: SqliteConnectOptions) -> Result<Self, StoreError> {
        // Readers and the writer never wait for each other, and our own writes never meet SQLITE_BUSY.
        let write = SqlitePoolOptions::new()
            .max_connections(1)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_with(options.clone())
            .await?;
        sqlx::migrate!()
            .run(&write)
            .await
            .map_err(|error| StoreError::Migration(Arc::new(error)))?;
        let read = SqlitePoolOptions::new()
            .max_connections(READERS_MAX)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_lazy_with(options);
        Ok(Self { read, write })
    }

    /// Ends all connections.
    pub async fn close(&self) {
        self.read.close().await;
        self.write.close().await;
    }
}

fn make_file(path: &Path) -> Result<(), StoreError> {
    if let Some(folder) = path.parent() {
        DirBuilder::new()
            .recursive(true)
            .mode(FOLDER_MODE)
            .create(folder)
            .map_err(|error| file_error(folder, error))?;
    }
    match OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(FILE_MODE)
        .open(path)
    {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(file_error(path, error)),
        _ => Ok(()),
    }
}

fn file_error(path: &Path, source: io::Error) -> StoreError {
    StoreError::File {
        path: path.to_owned(),
        source: Arc::new(source),
    }
}

#[cfg(test)]
mod tests;
