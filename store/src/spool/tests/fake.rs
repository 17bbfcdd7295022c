//! A repository that only takes call records, and not always.

use std::sync::{Arc, Mutex};

use chrono::{DateTime, Utc};
use tokio::sync::watch;
use uuid::Uuid;

use crate::{
    Added, Ban, BindingChange, BindingRow, CallFilter, CallRecord, Capture, NewUser, Repository, StoreError,
    TenantId, User,
};

fn unavailable() -> StoreError {
    StoreError::from(sqlx::Error::PoolTimedOut)
}

fn refused() -> StoreError {
    StoreError::Refused(Arc::new(sqlx::Error::PoolTimedOut))
}

/// A database of call records that can be away and that refuses some records for good.
#[derive(Clone)]
pub(super) struct Fake {
    pub(super) is_there: watch::Sender<bool>,
    refuses: Option<u128>,
    numbers: Arc<Mutex<Vec<u128>>>,
}

impl Fake {
    pub(super) fn new(is_there: bool, refuses: Option<u128>) -> Self {
        Self {
            is_there: watch::Sender::new(is_there),
            refuses,
            numbers: Arc::default(),
        }
    }

    pub(super) fn numbers(&self) -> Vec<u128> {
        self.numbers.lock().unwrap().clone()
    }
}

impl Repository for Fake {
    async fn insert_call_records(&self, records: &[CallRecord]) -> Result<(), StoreError> {
        if !*self.is_there.borrow() {
            return Err(unavailable());
        }
        let numbers: Vec<_> = records.iter().map(|record| record.id.as_u128()).collect();
        if numbers.iter().any(|number| Some(*number) == self.refuses) {
            return Err(refused());
        }
        self.numbers.lock().unwrap().extend(numbers);
        Ok(())
    }

    async fn ensure_tenant(&self, _: &str) -> Result<TenantId, StoreError> {
        Err(unavailable())
    }
    async fn add_user(&self, _: NewUser) -> Result<Added, StoreError> {
        Err(unavailable())
    }
    async fn add_users(&self, _: &[NewUser]) -> Result<Vec<String>, StoreError> {
        Err(unavailable())
    }
    async fn user(&self, _: TenantId, _: &str) -> Result<Option<User>, StoreError> {
        Err(unavailable())
    }
    async fn users(&self, _: TenantId) -> Result<Vec<User>, StoreError> {
        Err(unavailable())
    }
    async fn users_after(&self, _: TenantId, _: &str, _: u32) -> Result<Vec<User>, StoreError> {
        Err(unavailable())
    }
    async fn set_ha1(&self, _: TenantId, _: &str, _: &str, _: &str) -> Result<bool, StoreError> {
        Err(unavailable())
    }
    async fn remove_user(&self, _: TenantId, _: &str) -> Result<bool, StoreError> {
        Err(unavailable())
    }
    async fn replace_bindings(&self, _: &[BindingChange]) -> Result<(), StoreError> {
        Err(unavailable())
    }
    async fn all_bindings(&self, _: TenantId) -> Result<Vec<(String, BindingRow)>, StoreError> {
        Err(unavailable())
    }
    async fn purge_bindings(&self, _: TenantId) -> Result<u64, StoreError> {
        Err(unavailable())
    }
    async fn call_records(&self, _: CallFilter) -> Result<Vec<CallRecord>, StoreError> {
        Err(unavailable())
    }
    async fn calls_named(&self, _: TenantId, _: &str) -> Result<Vec<CallRecord>, StoreError> {
        Err(unavailable())
    }
    async fn insert_captures(&self, _: TenantId, _: &[Capture]) -> Result<(), StoreError> {
        Err(unavailable())
    }
    async fn capture(&self, _: TenantId, _: Uuid) -> Result<Option<Vec<u8>>, StoreError> {
        Err(unavailable())
    }
    async fn prune_captures(&self, _: TenantId, _: DateTime<Utc>, _: i64) -> Result<u64, StoreError> {
        Err(unavailable())
    }
    async fn put_ban(&self, _: TenantId, _: &Ban) -> Result<(), StoreError> {
        Err(unavailable())
    }
    async fn remove_ban(&self, _: TenantId, _: &str) -> Result<bool, StoreError> {
        Err(unavailable())
    }
    async fn bans(&self, _: TenantId) -> Result<Vec<Ban>, StoreError> {
        Err(unavailable())
    }
}
