//! Captures.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use super::super::{BEGIN_WRITE, JSON_ROWS, Target};
use super::tenants;
use crate::capture::json_rows;
use crate::{Capture, StoreError, TenantId};

impl Target {
    pub(super) async fn write_captures(&self, captures: &[Capture]) -> Result<(), StoreError> {
        let domains: BTreeSet<_> = captures.iter().map(|capture| capture.domain.as_str()).collect();
        let mut transaction = self.write.begin_with(BEGIN_WRITE).await?;
        for domain in domains {
            tenants::ensure(&mut transaction, domain).await?;
        }
        sqlx::query(AssertSqlSafe(format!(
            "INSERT INTO captures (id, tenant_id, taken_at, bytes, messages) \
             SELECT value->>'id', tenants.id, CAST(value->>'taken_at' AS BIGINT), \
             CAST(value->>'bytes' AS BIGINT), value->>'messages' \
             FROM {JSON_ROWS} JOIN tenants ON tenants.domain = value->>'domain' \
             WHERE true ON CONFLICT (id) DO NOTHING"
        )))
        .bind(json_rows(captures))
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    pub(super) async fn select_capture(
        &self,
        tenant: TenantId,
        id: Uuid,
    ) -> Result<Option<String>, StoreError> {
        let row = sqlx::query("SELECT messages FROM captures WHERE tenant_id = $1 AND id = $2")
            .bind(tenant.0)
            .bind(id.to_string())
            .fetch_optional(&self.read)
            .await?;
        Ok(row.map(|row| row.try_get("messages")).transpose()?)
    }

    /// Those that are too old, then the oldest until the rest is small enough.
    pub(super) async fn delete_captures(
        &self,
        tenant: TenantId,
        before: DateTime<Utc>,
        bytes_max: i64,
    ) -> Result<u64, StoreError> {
        let old = sqlx::query("DELETE FROM captures WHERE tenant_id = $1 AND taken_at < $2")
            .bind(tenant.0)
            .bind(before.timestamp_millis())
            .execute(&self.write)
            .await?;
        let many = sqlx::query(
            "DELETE FROM captures WHERE tenant_id = $1 AND id IN (SELECT id FROM \
             (SELECT id, SUM(bytes) OVER (ORDER BY taken_at DESC, id DESC) AS newer \
             FROM captures WHERE tenant_id = $1) AS sums WHERE newer > $2)",
        )
        .bind(tenant.0)
        .bind(bytes_max)
        .execute(&self.write)
        .await?;
        Ok(old.rows_affected() + many.rows_affected())
    }
}
