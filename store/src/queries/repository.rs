//! The repository's methods, each in the file of its table.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::super::Target;
use crate::{
    Added, Ban, BindingChange, BindingRow, CallFilter, CallRecord, Capture, NewUser, Repository, StoreError,
    TenantId, User,
};

impl Repository for Target {
    async fn ensure_tenant(&self, domain: &str) -> Result<TenantId, StoreError> {
        self.tenant_made(domain).await
    }

    async fn add_user(&self, user: NewUser) -> Result<Added, StoreError> {
        self.insert_user(user).await
    }

    async fn add_users(&self, users: &[NewUser]) -> Result<Vec<String>, StoreError> {
        self.insert_users(users).await
    }

    async fn user(&self, tenant: TenantId, extension: &str) -> Result<Option<User>, StoreError> {
        self.select_user(tenant, extension).await
    }

    async fn users(&self, tenant: TenantId) -> Result<Vec<User>, StoreError> {
        self.select_users(tenant, "", i64::MAX).await
    }

    async fn users_after(&self, tenant: TenantId, after: &str, limit: u32) -> Result<Vec<User>, StoreError> {
        self.select_users(tenant, after, i64::from(limit)).await
    }

    async fn set_ha1(
        &self,
        tenant: TenantId,
        extension: &str,
        ha1_md5: &str,
        ha1_sha256: &str,
    ) -> Result<bool, StoreError> {
        self.update_ha1(tenant, extension, ha1_md5, ha1_sha256).await
    }

    async fn remove_user(&self, tenant: TenantId, extension: &str) -> Result<bool, StoreError> {
        self.delete_user(tenant, extension).await
    }

    async fn replace_bindings(&self, changes: &[BindingChange]) -> Result<(), StoreError> {
        self.write_bindings(changes).await
    }

    async fn all_bindings(&self, tenant: TenantId) -> Result<Vec<(String, BindingRow)>, StoreError> {
        self.live_bindings(tenant, Utc::now()).await
    }

    async fn purge_bindings(&self, tenant: TenantId) -> Result<u64, StoreError> {
        self.delete_expired(tenant, Utc::now()).await
    }

    async fn insert_call_records(&self, records: &[CallRecord]) -> Result<(), StoreError> {
        self.write_call_records(records).await
    }

    async fn call_records(&self, filter: CallFilter) -> Result<Vec<CallRecord>, StoreError> {
        self.select_call_records(filter).await
    }

    async fn calls_named(&self, tenant: TenantId, name: &str) -> Result<Vec<CallRecord>, StoreError> {
        self.select_calls_named(tenant, name).await
    }

    async fn insert_captures(&self, tenant: TenantId, captures: &[Capture]) -> Result<(), StoreError> {
        self.write_captures(tenant, captures).await
    }

    async fn capture(&self, tenant: TenantId, id: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
        self.select_capture(tenant, id).await
    }

    async fn prune_captures(
        &self,
        tenant: TenantId,
        before: DateTime<Utc>,
        bytes_max: i64,
    ) -> Result<u64, StoreError> {
        self.delete_captures(tenant, before, bytes_max).await
    }

    async fn put_ban(&self, tenant: TenantId, ban: &Ban) -> Result<(), StoreError> {
        self.upsert_ban(tenant, ban).await
    }

    async fn remove_ban(&self, tenant: TenantId, source: &str) -> Result<bool, StoreError> {
        self.delete_ban(tenant, source).await
    }

    async fn bans(&self, tenant: TenantId) -> Result<Vec<Ban>, StoreError> {
        self.live_bans(tenant, Utc::now()).await
    }
}
