//! PostgreSQL, 12 or newer.

use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPoolOptions};

use crate::StoreError;

#[path = "queries/mod.rs"]
#[expect(
    clippy::duplicate_mod,
    reason = "the queries are compiled once for each database"
)]
mod queries;

type Database = sqlx::Postgres;
type Connection = sqlx::PgConnection;
type Row = sqlx::postgres::PgRow;
type Target = PostgresRepository;

const BEGIN_WRITE: &str = "BEGIN";

const CONNECTIONS_MAX: u32 = 8;
/// How long a request waits for a connection of its own.
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(5);

/// The tables in a PostgreSQL database.
#[derive(Clone, Debug)]
pub struct PostgresRepository {
    read: sqlx::PgPool,
    write: sqlx::PgPool,
}

impl PostgresRepository {
    /// Opens `postgres://USER:PASSWORD@HOST/NAME` and brings the tables up to date.
    ///
    /// # Errors
    /// The server cannot be reached, or the tables not be migrated.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let options = PgConnectOptions::from_str(url)?.application_name("softswitch");
        let pool = PgPoolOptions::new()
            .max_connections(CONNECTIONS_MAX)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .connect_with(options)
            .await?;
        sqlx::migrate!()
            .run(&pool)
            .await
            .map_err(|error| StoreError::Migration(Arc::new(error)))?;
        Ok(Self {
            read: pool.clone(),
            write: pool,
        })
    }

    /// Ends all connections.
    pub async fn close(&self) {
        self.write.close().await;
    }
}
