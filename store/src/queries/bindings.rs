//! Bindings. A batch travels as one JSON parameter: two statements, however many phones register at once.

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Row as _};

use super::super::{BEGIN_WRITE, JSON_ROWS, Row, Target};
use crate::binding::Batch;
use crate::{BindingChange, BindingRow, StoreError, TenantId};

impl Target {
    pub(super) async fn write_bindings(&self, changes: &[BindingChange]) -> Result<(), StoreError> {
        let Batch { replaced, rows } = Batch::of(changes);
        let mut transaction = self.write.begin_with(BEGIN_WRITE).await?;
        sqlx::query(AssertSqlSafe(format!(
            "DELETE FROM bindings WHERE (tenant_id, extension) IN \
             (SELECT CAST(value->>'tenant' AS BIGINT), value->>'extension' FROM {JSON_ROWS})"
        )))
        .bind(replaced)
        .execute(&mut *transaction)
        .await?;
        sqlx::query(AssertSqlSafe(format!(
            "INSERT INTO bindings (tenant_id, extension, position, contact, call_id, cseq, q_thousandths, \
             expires_at, path, transport, local, remote, user_agent, instance, reg_id) \
             SELECT CAST(value->>'tenant' AS BIGINT), value->>'extension', \
             CAST(value->>'position' AS INTEGER), value->>'contact', value->>'call_id', \
             CAST(value->>'cseq' AS BIGINT), CAST(value->>'q_thousandths' AS INTEGER), \
             CAST(value->>'expires_at' AS BIGINT), value->>'path', value->>'transport', value->>'local', \
             value->>'remote', value->>'user_agent', value->>'instance', CAST(value->>'reg_id' AS INTEGER) \
             FROM {JSON_ROWS}"
        )))
        .bind(rows)
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    pub(super) async fn live_bindings(
        &self,
        tenant: TenantId,
        now: DateTime<Utc>,
    ) -> Result<Vec<(String, BindingRow)>, StoreError> {
        self.delete_expired(tenant, now).await?;
        let rows = sqlx::query("SELECT * FROM bindings WHERE tenant_id = $1 ORDER BY extension, position")
            .bind(tenant.0)
            .fetch_all(&self.read)
            .await?;
        Ok(rows.iter().map(binding_of).collect::<Result<_, _>>()?)
    }
}

impl Target {
    pub(super) async fn delete_expired(
        &self,
        tenant: TenantId,
        now: DateTime<Utc>,
    ) -> Result<u64, StoreError> {
        let deleted = sqlx::query("DELETE FROM bindings WHERE tenant_id = $1 AND expires_at <= $2")
            .bind(tenant.0)
            .bind(now.timestamp_millis())
            .execute(&self.write)
            .await?;
        Ok(deleted.rows_affected())
    }
}

fn binding_of(row: &Row) -> Result<(String, BindingRow), sqlx::Error> {
    let binding = BindingRow {
        contact: row.try_get("contact")?,
        call_id: row.try_get("call_id")?,
        cseq: row.try_get("cseq")?,
        q_thousandths: row.try_get("q_thousandths")?,
        expires_at: DateTime::from_timestamp_millis(row.try_get("expires_at")?)
            .unwrap_or(DateTime::<Utc>::MAX_UTC),
        path: row.try_get("path")?,
        transport: row.try_get("transport")?,
        local: row.try_get("local")?,
        remote: row.try_get("remote")?,
        user_agent: row.try_get("user_agent")?,
        instance: row.try_get("instance")?,
        reg_id: row.try_get("reg_id")?,
    };
    Ok((row.try_get("extension")?, binding))
}
