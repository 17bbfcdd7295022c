//! Removes expired bindings from the database: phones that went without a word leave their rows behind.

use std::time::Duration;

use store::{Repository, Store, TenantId};

/// How often.
const PURGE_EVERY: Duration = Duration::from_secs(3_600);

/// Runs until it is aborted; what has expired at the start was removed when the book was read.
pub async fn purge(store: Store, tenant: TenantId) {
    loop {
        tokio::time::sleep(PURGE_EVERY).await;
        match store.purge_bindings(tenant).await {
            Ok(bindings) => tracing::debug!(bindings, "expired bindings were removed"),
            Err(error) => tracing::warn!(%error, "expired bindings could not be removed"),
        }
    }
}
