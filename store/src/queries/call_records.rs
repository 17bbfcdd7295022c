//! Call records.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, Row as _};

use super::super::{BEGIN_WRITE, JSON_ROWS, Row, Target};
use super::tenants;
use crate::call_record::json_rows;
use crate::{CallFilter, CallRecord, StoreError, TenantId};

impl Target {
    pub(super) async fn write_call_records(&self, records: &[CallRecord]) -> Result<(), StoreError> {
        let domains: BTreeSet<_> = records.iter().map(|record| record.domain.as_str()).collect();
        let mut transaction = self.write.begin_with(BEGIN_WRITE).await?;
        for domain in domains {
            tenants::ensure(&mut transaction, domain).await?;
        }
        sqlx::query(AssertSqlSafe(format!(
            "INSERT INTO call_records (id, tenant_id, call_id, caller_number, caller_name, dialled, \
             answered_by, started_at, ringing_at, answered_at, ended_at, end_reason, sip_status, codec, \
             path, media) \
             SELECT value->>'id', tenants.id, value->>'call_id', value->>'caller_number', \
             value->>'caller_name', value->>'dialled', value->>'answered_by', \
             CAST(value->>'started_at' AS BIGINT), CAST(value->>'ringing_at' AS BIGINT), \
             CAST(value->>'answered_at' AS BIGINT), CAST(value->>'ended_at' AS BIGINT), \
             value->>'end_reason', CAST(value->>'sip_status' AS INTEGER), value->>'codec', \
             value->>'path', value->>'media' \
             FROM {JSON_ROWS} JOIN tenants ON tenants.domain = value->>'domain' \
             WHERE true ON CONFLICT (id) DO NOTHING"
        )))
        .bind(json_rows(records))
        .execute(&mut *transaction)
        .await?;
        Ok(transaction.commit().await?)
    }

    pub(super) async fn select_call_records(
        &self,
        filter: CallFilter,
    ) -> Result<Vec<CallRecord>, StoreError> {
        let before = filter.before.map(|id| id.to_string());
        let rows = sqlx::query(
            "SELECT call_records.*, tenants.domain FROM call_records \
             JOIN tenants ON tenants.id = call_records.tenant_id \
             WHERE tenant_id = $1 AND ($2 IS NULL OR \
             (started_at, call_records.id) < (SELECT started_at, id FROM call_records WHERE id = $2)) \
             ORDER BY started_at DESC, call_records.id DESC LIMIT $3",
        )
        .bind(filter.tenant.0)
        .bind(before)
        .bind(i64::from(filter.limit))
        .fetch_all(&self.read)
        .await?;
        Ok(rows.iter().map(record_of).collect::<Result<_, _>>()?)
    }
}

impl Target {
    pub(super) async fn select_calls_named(
        &self,
        tenant: TenantId,
        name: &str,
    ) -> Result<Vec<CallRecord>, StoreError> {
        // An identifier is written in 36 characters; a position behind them matches nothing.
        let length = i32::try_from(name.chars().count()).unwrap_or(i32::MAX);
        let from = if (4..=36).contains(&length) {
            37 - length
        } else {
            37
        };
        let rows = sqlx::query(
            "SELECT call_records.*, tenants.domain FROM call_records \
             JOIN tenants ON tenants.id = call_records.tenant_id \
             WHERE tenant_id = $1 AND $2 <> '' AND (SUBSTR(call_records.id, $3) = $2 OR call_id = $2) \
             ORDER BY started_at DESC, call_records.id DESC LIMIT 10",
        )
        .bind(tenant.0)
        .bind(name)
        .bind(from)
        .fetch_all(&self.read)
        .await?;
        Ok(rows.iter().map(record_of).collect::<Result<_, _>>()?)
    }
}

fn record_of(row: &Row) -> Result<CallRecord, sqlx::Error> {
    let id: String = row.try_get("id")?;
    Ok(CallRecord {
        id: id.parse().map_err(|error| sqlx::Error::Decode(Box::new(error)))?,
        domain: row.try_get("domain")?,
        call_id: row.try_get("call_id")?,
        caller_number: row.try_get("caller_number")?,
        caller_name: row.try_get("caller_name")?,
        dialled: row.try_get("dialled")?,
        answered_by: row.try_get("answered_by")?,
        started_at: wall(row.try_get("started_at")?),
        ringing_at: row.try_get::<Option<i64>, _>("ringing_at")?.map(wall),
        answered_at: row.try_get::<Option<i64>, _>("answered_at")?.map(wall),
        ended_at: wall(row.try_get("ended_at")?),
        end_reason: row.try_get("end_reason")?,
        sip_status: row.try_get("sip_status")?,
        codec: row.try_get("codec")?,
        path: row.try_get("path")?,
        media: row.try_get("media")?,
    })
}

/// Beyond the calendar's end is its end.
fn wall(unix_ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(unix_ms).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
