//! Users at start: those of the settings are created once, with a password of their own or a made-up
//! one; two more belong to the self-test.

use config::Settings;
use rand::distr::{Alphanumeric, SampleString};
use sip_stack::auth::{Algorithm, Ha1};
use store::{Added, NewUser, Repository, Store, TenantId};

use super::error::StartError;
use crate::service::users::{self, User, Users};

/// Letters and digits in a made-up password: 95 bits.
const PASSWORD_CHARS: usize = 16;

/// A user that was created with a made-up password, which is known only now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Created {
    /// The extension.
    pub extension: String,
    /// The password, to be told once and never stored.
    pub password: String,
}

/// Creates the users of the settings that do not exist yet, and loads all.
pub(super) async fn users(
    store: &Store,
    tenant: TenantId,
    settings: &Settings,
) -> Result<(Users, Vec<Created>), StartError> {
    let mut created = Vec::new();
    for seed in &settings.users {
        let given = seed.password.as_ref().map(|secret| secret.expose().to_owned());
        let password = given.clone().unwrap_or_else(made_up_password);
        let ha1 = Ha1::new(&seed.extension, &settings.domain, &password);
        let added = store
            .add_user(new_user(tenant, &seed.extension, &seed.name, &ha1))
            .await?;
        if added == Added::New && given.is_none() {
            created.push(Created {
                extension: seed.extension.clone(),
                password,
            });
        }
    }
    for extension in users::SELFTEST {
        let ha1 = Ha1::new(extension, &settings.domain, &made_up_password());
        store
            .add_user(new_user(tenant, extension, "Self-test", &ha1))
            .await?;
    }
    Ok((Users::new(load(store, tenant).await?), created))
}

/// The users of the database.
pub(super) async fn load(store: &Store, tenant: TenantId) -> Result<Vec<User>, store::StoreError> {
    let rows = store.users(tenant).await?;
    let usable = rows.into_iter().filter_map(|row| {
        let Some(ha1) = Ha1::from_hex(&row.ha1_md5, &row.ha1_sha256) else {
            tracing::warn!(
                extension = row.extension,
                "a stored user has no usable password and is left out"
            );
            return None;
        };
        Some(User {
            ha1,
            extension: row.extension,
            name: row.name,
        })
    });
    Ok(usable.collect())
}

/// A user as it is stored: its hashes only.
#[must_use]
pub fn new_user(tenant: TenantId, extension: &str, name: &str, ha1: &Ha1) -> NewUser {
    NewUser {
        tenant,
        extension: extension.to_owned(),
        name: name.to_owned(),
        ha1_md5: ha1.hex(Algorithm::Md5).to_owned(),
        ha1_sha256: ha1.hex(Algorithm::Sha256).to_owned(),
    }
}

/// A password that nobody can guess.
#[must_use]
pub fn made_up_password() -> String {
    Alphanumeric.sample_string(&mut rand::rng(), PASSWORD_CHARS)
}
