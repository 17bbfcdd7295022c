//! Bans.

use chrono::{DateTime, Utc};
use sqlx::Row as _;

use super::super::{Row, Target};
use crate::{Ban, StoreError, TenantId};

impl Target {
    pub(super) async fn upsert_ban(&self, tenant: TenantId, ban: &Ban) -> Result<(), StoreError> {
        sqlx::query(
            "INSERT INTO bans (tenant_id, source, reason, times, since, until, forget_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (tenant_id, source) DO UPDATE SET \
             reason = excluded.reason, times = excluded.times, since = excluded.since, \
             until = excluded.until, forget_at = excluded.forget_at",
        )
        .bind(tenant.0)
        .bind(&ban.source)
        .bind(&ban.reason)
        .bind(ban.times)
        .bind(ban.since.timestamp_millis())
        .bind(ban.until.timestamp_millis())
        .bind(ban.forget_at.timestamp_millis())
        .execute(&self.write)
        .await?;
        Ok(())
    }

    pub(super) async fn delete_ban(&self, tenant: TenantId, source: &str) -> Result<bool, StoreError> {
        let deleted = sqlx::query("DELETE FROM bans WHERE tenant_id = $1 AND source = $2")
            .bind(tenant.0)
            .bind(source)
            .execute(&self.write)
            .await?;
        Ok(deleted.rows_affected() > 0)
    }

    pub(super) async fn live_bans(
        &self,
        tenant: TenantId,
        now: DateTime<Utc>,
    ) -> Result<Vec<Ban>, StoreError> {
        sqlx::query("DELETE FROM bans WHERE tenant_id = $1 AND forget_at <= $2")
            .bind(tenant.0)
            .bind(now.timestamp_millis())
            .execute(&self.write)
            .await?;
        let rows = sqlx::query("SELECT * FROM bans WHERE tenant_id = $1 ORDER BY since, source")
            .bind(tenant.0)
            .fetch_all(&self.read)
            .await?;
        Ok(rows.iter().map(ban_of).collect::<Result<_, _>>()?)
    }
}

fn ban_of(row: &Row) -> Result<Ban, sqlx::Error> {
    Ok(Ban {
        source: row.try_get("source")?,
        reason: row.try_get("reason")?,
        times: row.try_get("times")?,
        since: wall(row.try_get("since")?),
        until: wall(row.try_get("until")?),
        forget_at: wall(row.try_get("forget_at")?),
    })
}

/// Beyond the calendar's end is its end.
fn wall(unix_ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(unix_ms).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
