//! Users.

use sqlx::{QueryBuilder, Row as _};

use super::super::{BEGIN_WRITE, Database, Row, Target};
use crate::{Added, NewUser, StoreError, TenantId, User};

/// Rows of one statement at most: databases have a limit on its parameters.
const ROWS_MAX: usize = 1_024;

impl Target {
    pub(super) async fn insert_user(&self, user: NewUser) -> Result<Added, StoreError> {
        let inserted = sqlx::query(
            "INSERT INTO users (tenant_id, extension, name, ha1_md5, ha1_sha256) \
             VALUES ($1, $2, $3, $4, $5) ON CONFLICT (tenant_id, extension) DO NOTHING",
        )
        .bind(user.tenant.0)
        .bind(user.extension)
        .bind(user.name)
        .bind(user.ha1_md5)
        .bind(user.ha1_sha256)
        .execute(&self.write)
        .await?;
        Ok(if inserted.rows_affected() == 0 {
            Added::AlreadyThere
        } else {
            Added::New
        })
    }

    pub(super) async fn insert_users(&self, users: &[NewUser]) -> Result<Vec<String>, StoreError> {
        let mut added = Vec::new();
        let mut transaction = self.write.begin_with(BEGIN_WRITE).await?;
        for users in users.chunks(ROWS_MAX) {
            let mut insert = QueryBuilder::<Database>::new(
                "INSERT INTO users (tenant_id, extension, name, ha1_md5, ha1_sha256) ",
            );
            insert.push_values(users, |mut row, user| {
                row.push_bind(user.tenant.0)
                    .push_bind(user.extension.as_str())
                    .push_bind(user.name.as_str())
                    .push_bind(user.ha1_md5.as_str())
                    .push_bind(user.ha1_sha256.as_str());
            });
            insert.push(" ON CONFLICT (tenant_id, extension) DO NOTHING RETURNING extension");
            let rows = insert
                .build()
                .persistent(false)
                .fetch_all(&mut *transaction)
                .await?;
            for row in rows {
                added.push(row.try_get("extension")?);
            }
        }
        transaction.commit().await?;
        Ok(added)
    }

    pub(super) async fn select_user(
        &self,
        tenant: TenantId,
        extension: &str,
    ) -> Result<Option<User>, StoreError> {
        let row = sqlx::query(
            "SELECT extension, name, ha1_md5, ha1_sha256 FROM users \
             WHERE tenant_id = $1 AND extension = $2",
        )
        .bind(tenant.0)
        .bind(extension)
        .fetch_optional(&self.read)
        .await?;
        Ok(row.as_ref().map(user_of).transpose()?)
    }

    pub(super) async fn select_users(
        &self,
        tenant: TenantId,
        after: &str,
        limit: i64,
    ) -> Result<Vec<User>, StoreError> {
        let rows = sqlx::query(
            "SELECT extension, name, ha1_md5, ha1_sha256 FROM users \
             WHERE tenant_id = $1 AND extension > $2 ORDER BY extension LIMIT $3",
        )
        .bind(tenant.0)
        .bind(after)
        .bind(limit)
        .fetch_all(&self.read)
        .await?;
        Ok(rows.iter().map(user_of).collect::<Result<_, _>>()?)
    }

    pub(super) async fn update_ha1(
        &self,
        tenant: TenantId,
        extension: &str,
        ha1_md5: &str,
        ha1_sha256: &str,
    ) -> Result<bool, StoreError> {
        let updated = sqlx::query(
            "UPDATE users SET ha1_md5 = $3, ha1_sha256 = $4 WHERE tenant_id = $1 AND extension = $2",
        )
        .bind(tenant.0)
        .bind(extension)
        .bind(ha1_md5)
        .bind(ha1_sha256)
        .execute(&self.write)
        .await?;
        Ok(updated.rows_affected() > 0)
    }

    pub(super) async fn delete_user(&self, tenant: TenantId, extension: &str) -> Result<bool, StoreError> {
        let deleted = sqlx::query("DELETE FROM users WHERE tenant_id = $1 AND extension = $2")
            .bind(tenant.0)
            .bind(extension)
            .execute(&self.write)
            .await?;
        Ok(deleted.rows_affected() > 0)
    }
}

fn user_of(row: &Row) -> Result<User, sqlx::Error> {
    Ok(User {
        extension: row.try_get("extension")?,
        name: row.try_get("name")?,
        ha1_md5: row.try_get("ha1_md5")?,
        ha1_sha256: row.try_get("ha1_sha256")?,
    })
}
