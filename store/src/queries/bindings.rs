//! Bindings. A batch is two statements, or a few more, however many phones register at once.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::{QueryBuilder, Row as _};

use super::super::{BEGIN_WRITE, Database, Row, Target};
use crate::text::storable;
use crate::{BindingChange, BindingRow, StoreError, TenantId};

/// Rows of one statement at most: databases have a limit on its parameters.
const ROWS_MAX: usize = 1_024;

impl Target {
    /// The later of two changes to one address of record wins.
    pub(super) async fn write_bindings(&self, changes: &[BindingChange]) -> Result<(), StoreError> {
        let mut latest = HashMap::with_capacity(changes.len());
        for change in changes {
            latest.insert((change.tenant, change.extension.as_str()), change.rows.as_slice());
        }
        let replaced: Vec<_> = latest.keys().copied().collect();
        let rows: Vec<_> = latest
            .iter()
            .flat_map(|(owner, rows)| {
                (0_i32..)
                    .zip(*rows)
                    .map(|(position, row)| (*owner, position, row))
            })
            .collect();
        let mut transaction = self.write.begin_with(BEGIN_WRITE).await?;
        for owners in replaced.chunks(ROWS_MAX) {
            let mut delete = delete(owners);
            delete
                .build()
                .persistent(false)
                .execute(&mut *transaction)
                .await?;
        }
        for rows in rows.chunks(ROWS_MAX) {
            let mut insert = insert(rows);
            insert
                .build()
                .persistent(false)
                .execute(&mut *transaction)
                .await?;
        }
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

/// Whose binding it is.
type Owner<'a> = (TenantId, &'a str);

fn delete(owners: &[Owner<'_>]) -> QueryBuilder<Database> {
    let mut delete = QueryBuilder::new("DELETE FROM bindings WHERE (tenant_id, extension) IN (");
    delete.push_values(owners, |mut row, (tenant, extension)| {
        row.push_bind(tenant.0).push_bind((*extension).to_owned());
    });
    delete.push(")");
    delete
}

fn insert(rows: &[(Owner<'_>, i32, &BindingRow)]) -> QueryBuilder<Database> {
    let mut insert = QueryBuilder::new(
        "INSERT INTO bindings (tenant_id, extension, position, contact, call_id, cseq, q_thousandths, \
         expires_at, path, transport, local, remote, user_agent, instance, reg_id) ",
    );
    insert.push_values(rows, |mut to, ((tenant, extension), position, row)| {
        to.push_bind(tenant.0)
            .push_bind(storable(extension))
            .push_bind(*position)
            .push_bind(storable(&row.contact))
            .push_bind(storable(&row.call_id))
            .push_bind(row.cseq)
            .push_bind(row.q_thousandths)
            .push_bind(row.expires_at.timestamp_millis())
            .push_bind(storable(&row.path))
            .push_bind(storable(&row.transport))
            .push_bind(storable(&row.local))
            .push_bind(storable(&row.remote))
            .push_bind(row.user_agent.as_deref().map(storable))
            .push_bind(row.instance.as_deref().map(storable))
            .push_bind(row.reg_id);
    });
    insert
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
