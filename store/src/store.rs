//! The database that the settings name.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    Added, Ban, BindingChange, BindingRow, CallFilter, CallRecord, Capture, NewUser, PostgresRepository,
    Repository, SqliteRepository, StoreError, TenantId, User,
};

/// A database of either kind. Cheap to clone; the clones share their connections.
#[derive(Clone, Debug)]
pub enum Store {
    /// A file.
    Sqlite(SqliteRepository),
    /// A server.
    Postgres(PostgresRepository),
}

/// The same call on whichever it is.
macro_rules! either {
    ($store:ident, $repository:ident => $call:expr) => {
        match $store {
            Store::Sqlite($repository) => $call.await,
            Store::Postgres($repository) => $call.await,
        }
    };
}

impl Store {
    /// Opens `sqlite://FILE` or `postgres://…` and brings its tables up to date.
    ///
    /// # Errors
    /// The URL names no known kind of database, or the database cannot be opened.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let scheme = url.split(':').next().unwrap_or_default();
        match scheme {
            "sqlite" => Ok(Self::Sqlite(SqliteRepository::open(url).await?)),
            "postgres" | "postgresql" => Ok(Self::Postgres(PostgresRepository::open(url).await?)),
            _ => Err(StoreError::Scheme {
                scheme: scheme.to_owned(),
            }),
        }
    }

    /// Ends all connections, of the clones too.
    pub async fn close(&self) {
        either!(self, repository => repository.close());
    }
}

impl Repository for Store {
    async fn ensure_tenant(&self, domain: &str) -> Result<TenantId, StoreError> {
        either!(self, repository => repository.ensure_tenant(domain))
    }

    async fn add_user(&self, user: NewUser) -> Result<Added, StoreError> {
        either!(self, repository => repository.add_user(user))
    }

    async fn add_users(&self, users: &[NewUser]) -> Result<Vec<String>, StoreError> {
        either!(self, repository => repository.add_users(users))
    }

    async fn user(&self, tenant: TenantId, extension: &str) -> Result<Option<User>, StoreError> {
        either!(self, repository => repository.user(tenant, extension))
    }

    async fn users(&self, tenant: TenantId) -> Result<Vec<User>, StoreError> {
        either!(self, repository => repository.users(tenant))
    }

    async fn users_after(&self, tenant: TenantId, after: &str, limit: u32) -> Result<Vec<User>, StoreError> {
        either!(self, repository => repository.users_after(tenant, after, limit))
    }

    async fn set_ha1(
        &self,
        tenant: TenantId,
        extension: &str,
        ha1_md5: &str,
        ha1_sha256: &str,
    ) -> Result<bool, StoreError> {
        either!(self, repository => repository.set_ha1(tenant, extension, ha1_md5, ha1_sha256))
    }

    async fn remove_user(&self, tenant: TenantId, extension: &str) -> Result<bool, StoreError> {
        either!(self, repository => repository.remove_user(tenant, extension))
    }

    async fn replace_bindings(&self, changes: &[BindingChange]) -> Result<(), StoreError> {
        either!(self, repository => repository.replace_bindings(changes))
    }

    async fn all_bindings(&self, tenant: TenantId) -> Result<Vec<(String, BindingRow)>, StoreError> {
        either!(self, repository => repository.all_bindings(tenant))
    }

    async fn purge_bindings(&self, tenant: TenantId) -> Result<u64, StoreError> {
        either!(self, repository => repository.purge_bindings(tenant))
    }

    async fn insert_call_records(&self, records: &[CallRecord]) -> Result<(), StoreError> {
        either!(self, repository => repository.insert_call_records(records))
    }

    async fn call_records(&self, filter: CallFilter) -> Result<Vec<CallRecord>, StoreError> {
        either!(self, repository => repository.call_records(filter))
    }

    async fn calls_named(&self, tenant: TenantId, name: &str) -> Result<Vec<CallRecord>, StoreError> {
        either!(self, repository => repository.calls_named(tenant, name))
    }

    async fn insert_captures(&self, tenant: TenantId, captures: &[Capture]) -> Result<(), StoreError> {
        either!(self, repository => repository.insert_captures(tenant, captures))
    }

    async fn capture(&self, tenant: TenantId, id: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
        either!(self, repository => repository.capture(tenant, id))
    }

    async fn prune_captures(
        &self,
        tenant: TenantId,
        before: DateTime<Utc>,
        bytes_max: i64,
    ) -> Result<u64, StoreError> {
        either!(self, repository => repository.prune_captures(tenant, before, bytes_max))
    }

    async fn put_ban(&self, tenant: TenantId, ban: &Ban) -> Result<(), StoreError> {
        either!(self, repository => repository.put_ban(tenant, ban))
    }

    async fn remove_ban(&self, tenant: TenantId, source: &str) -> Result<bool, StoreError> {
        either!(self, repository => repository.remove_ban(tenant, source))
    }

    async fn bans(&self, tenant: TenantId) -> Result<Vec<Ban>, StoreError> {
        either!(self, repository => repository.bans(tenant))
    }
}
