//! Captures. A batch is one statement: they are too large to travel as JSON like bindings do.

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, Row as _};
use uuid::Uuid;

use super::super::{Database, Target};
use crate::{Capture, StoreError, TenantId};

/// Rows of one statement at most: databases have a limit on its parameters.
const ROWS_MAX: usize = 256;

impl Target {
    pub(super) async fn write_captures(
        &self,
        tenant: TenantId,
        captures: &[Capture],
    ) -> Result<(), StoreError> {
        for captures in captures.chunks(ROWS_MAX) {
            let mut insert = QueryBuilder::<Database>::new(
                "INSERT INTO captures (id, tenant_id, taken_at, bytes, messages) ",
            );
            insert.push_values(captures, |mut row, capture| {
                row.push_bind(capture.id.to_string())
                    .push_bind(tenant.0)
                    .push_bind(capture.taken_at.timestamp_millis())
                    .push_bind(i64::try_from(capture.messages.len()).unwrap_or(i64::MAX))
                    .push_bind(capture.messages.as_slice());
            });
            insert.push(" ON CONFLICT (id) DO NOTHING");
            insert.build().persistent(false).execute(&self.write).await?;
        }
        Ok(())
    }

    pub(super) async fn select_capture(
        &self,
        tenant: TenantId,
        id: Uuid,
    ) -> Result<Option<Vec<u8>>, StoreError> {
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
