//! Tenants: SIP domains.

use super::super::{Connection, Target};
use crate::{StoreError, TenantId};

/// How often to look again when another program adds domains at the same moment.
const ATTEMPTS_MAX: u32 = 8;

impl Target {
    pub(super) async fn tenant_made(&self, domain: &str) -> Result<TenantId, StoreError> {
        let mut connection = self.write.acquire().await?;
        ensure(&mut connection, domain).await
    }
}

pub(super) async fn ensure(connection: &mut Connection, domain: &str) -> Result<TenantId, StoreError> {
    let mut attempt = 1;
    loop {
        let found = sqlx::query_scalar::<_, i64>("SELECT id FROM tenants WHERE domain = $1")
            .bind(domain)
            .fetch_optional(&mut *connection)
            .await?;
        if let Some(id) = found {
            return Ok(TenantId(id));
        }
        let inserted = sqlx::query(
            "INSERT INTO tenants (id, domain) SELECT COALESCE(MAX(id), 0) + 1, $1 FROM tenants \
             WHERE true ON CONFLICT DO NOTHING",
        )
        .bind(domain)
        .execute(&mut *connection)
        .await?;
        // Nothing inserted: another program took the identifier or added the same domain.
        if inserted.rows_affected() == 0 && attempt == ATTEMPTS_MAX {
            return Err(sqlx::Error::RowNotFound.into());
        }
        attempt += 1;
    }
}
