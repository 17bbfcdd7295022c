//! What the program asks of a database.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::{
    Added, Ban, BindingChange, BindingRow, CallFilter, CallRecord, Capture, NewUser, StoreError, TenantId,
    User,
};

/// A database with the program's tables. Each change is durable when its future has ended.
///
/// # Errors
/// Every method: [`StoreError::Unavailable`] if the database cannot be reached or written now,
/// [`StoreError::Unreadable`] for stored data that makes no sense; those that change something:
/// [`StoreError::Refused`] for data that breaks the tables' rules. Nothing is changed then.
pub trait Repository: Send + Sync {
    /// The tenant of a SIP domain, made if there is none.
    fn ensure_tenant(&self, domain: &str) -> impl Future<Output = Result<TenantId, StoreError>> + Send;

    /// Creates a user unless the extension is taken; never overwrites.
    fn add_user(&self, user: NewUser) -> impl Future<Output = Result<Added, StoreError>> + Send;

    /// Creates the users whose extensions are not taken, all or none; never overwrites. The extensions of those created.
    fn add_users(&self, users: &[NewUser]) -> impl Future<Output = Result<Vec<String>, StoreError>> + Send;

    /// The user of an extension.
    fn user(
        &self,
        tenant: TenantId,
        extension: &str,
    ) -> impl Future<Output = Result<Option<User>, StoreError>> + Send;

    /// All users by extension.
    fn users(&self, tenant: TenantId) -> impl Future<Output = Result<Vec<User>, StoreError>> + Send;

    /// At most `limit` users whose extensions come after `after`, by extension.
    fn users_after(
        &self,
        tenant: TenantId,
        after: &str,
        limit: u32,
    ) -> impl Future<Output = Result<Vec<User>, StoreError>> + Send;

    /// Gives a user a new password, by its digests; whether there is such a user.
    fn set_ha1(
        &self,
        tenant: TenantId,
        extension: &str,
        ha1_md5: &str,
        ha1_sha256: &str,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Removes a user and its bindings; whether there was one.
    fn remove_user(
        &self,
        tenant: TenantId,
        extension: &str,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// Replaces the bindings of some addresses of record, all in one commit or none. If two changes are
    /// about one address of record, the later wins.
    fn replace_bindings(
        &self,
        changes: &[BindingChange],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The bindings that have not expired, with their extensions; the expired ones are removed.
    fn all_bindings(
        &self,
        tenant: TenantId,
    ) -> impl Future<Output = Result<Vec<(String, BindingRow)>, StoreError>> + Send;

    /// Removes the bindings that have expired; how many.
    fn purge_bindings(&self, tenant: TenantId) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Writes call records, all in one commit or none. One that is there already is left as it is.
    fn insert_call_records(
        &self,
        records: &[CallRecord],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Call records, newest first by their start.
    fn call_records(
        &self,
        filter: CallFilter,
    ) -> impl Future<Output = Result<Vec<CallRecord>, StoreError>> + Send;

    /// The newest calls, ten at most, whose identifier ends like `name` (four characters or more) or whose SIP
    /// Call-ID it is.
    fn calls_named(
        &self,
        tenant: TenantId,
        name: &str,
    ) -> impl Future<Output = Result<Vec<CallRecord>, StoreError>> + Send;

    /// Writes captures. One that is there already is left as it is.
    fn insert_captures(
        &self,
        tenant: TenantId,
        captures: &[Capture],
    ) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// The messages of a call, as they were written.
    fn capture(
        &self,
        tenant: TenantId,
        id: Uuid,
    ) -> impl Future<Output = Result<Option<Vec<u8>>, StoreError>> + Send;

    /// Removes the captures from before a time, then the oldest until the rest has `bytes_max` bytes at most; how
    /// many went.
    fn prune_captures(
        &self,
        tenant: TenantId,
        before: DateTime<Utc>,
        bytes_max: i64,
    ) -> impl Future<Output = Result<u64, StoreError>> + Send;

    /// Writes a ban in place of what its source had.
    fn put_ban(&self, tenant: TenantId, ban: &Ban) -> impl Future<Output = Result<(), StoreError>> + Send;

    /// Forgets a source's ban; whether there was one.
    fn remove_ban(
        &self,
        tenant: TenantId,
        source: &str,
    ) -> impl Future<Output = Result<bool, StoreError>> + Send;

    /// All bans by their beginning, those that are over too; the forgotten ones are removed.
    fn bans(&self, tenant: TenantId) -> impl Future<Output = Result<Vec<Ban>, StoreError>> + Send;
}
