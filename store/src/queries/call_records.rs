//! Call records.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, Row as _};

use super::super::{BEGIN_WRITE, Database, Row, Target};
use super::tenants;
use crate::text::storable;
use crate::{CallFilter, CallRecord, StoreError, TenantId};

/// Rows of one statement at most: databases have a limit on its parameters.
const ROWS_MAX: usize = 256;

impl Target {
    pub(super) async fn write_call_records(&self, records: &[CallRecord]) -> Result<(), StoreError> {
        let mut tenants = HashMap::new();
        let mut transaction = self.write.begin_with(BEGIN_WRITE).await?;
        for record in records {
            if !tenants.contains_key(record.domain.as_str()) {
                let tenant = tenants::ensure(&mut transaction, &record.domain).await?;
                tenants.insert(record.domain.as_str(), tenant);
            }
        }
        for records in records.chunks(ROWS_MAX) {
            let mut insert = insert(records, &tenants);
            insert
                .build()
                .persistent(false)
                .execute(&mut *transaction)
                .await?;
        }
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

fn insert(records: &[CallRecord], tenants: &HashMap<&str, TenantId>) -> QueryBuilder<Database> {
    let mut insert = QueryBuilder::new(
        "INSERT INTO call_records (id, tenant_id, call_id, caller_number, caller_name, dialled, answered_by, \
         started_at, ringing_at, answered_at, ended_at, end_reason, sip_status, codec, path, media) ",
    );
    insert.push_values(records, |mut row, record| {
        let millis = |at: DateTime<Utc>| at.timestamp_millis();
        row.push_bind(record.id.to_string())
            .push_bind(tenants.get(record.domain.as_str()).map(|tenant| tenant.0))
            .push_bind(storable(&record.call_id))
            .push_bind(storable(&record.caller_number))
            .push_bind(record.caller_name.as_deref().map(storable))
            .push_bind(storable(&record.dialled))
            .push_bind(record.answered_by.as_deref().map(storable))
            .push_bind(millis(record.started_at))
            .push_bind(record.ringing_at.map(millis))
            .push_bind(record.answered_at.map(millis))
            .push_bind(millis(record.ended_at))
            .push_bind(storable(&record.end_reason))
            .push_bind(record.sip_status)
            .push_bind(record.codec.as_deref().map(storable))
            .push_bind(storable(&record.path))
            .push_bind(storable(&record.media));
    });
    insert.push(" ON CONFLICT (id) DO NOTHING");
    insert
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
