//! Users at start: those of the settings are created once, with a password of their own or a made-up
//! one; two more belong to the self-test.

use std::collections::{HashMap, HashSet};

use config::Settings;
use rand::distr::{Alphanumeric, SampleString};
use sip_stack::auth::{Algorithm, Ha1};
use store::{NewUser, Repository, Store, TenantId};

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
    let known = load(store, tenant).await?;
    let taken: HashSet<&str> = known.iter().map(|user| user.extension.as_str()).collect();
    let (mut seeds, mut made_up) = (Vec::new(), HashMap::new());
    let missing = settings
        .users
        .iter()
        .filter(|seed| !taken.contains(seed.extension.as_str()));
    for seed in missing {
        let password = seed.password.as_ref().map_or_else(
            || {
                let password = made_up_password();
                made_up.insert(seed.extension.clone(), password.clone());
                password
            },
            |secret| secret.expose().to_owned(),
        );
        let ha1 = Ha1::new(&seed.extension, &settings.domain, &password);
        seeds.push(new_user(tenant, &seed.extension, &seed.name, &ha1));
    }
    for extension in users::SELFTEST
        .iter()
        .filter(|extension| !taken.contains(*extension))
    {
        let ha1 = Ha1::new(extension, &settings.domain, &made_up_password());
        seeds.push(new_user(tenant, extension, "Self-test", &ha1));
    }
    if seeds.is_empty() {
        return Ok((Users::new(known), Vec::new()));
    }
    // Another program on the same database may have created some meanwhile, with other passwords.
    let added: HashSet<String> = store.add_users(&seeds).await?.into_iter().collect();
    let created = settings.users.iter().filter_map(|seed| {
        let extension = added.get(&seed.extension)?.clone();
        let password = made_up.remove(&extension)?;
        Some(Created { extension, password })
    });
    let created = created.collect();
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
