//! `softswitch user`: who may register and call; works on the database, and a running switch learns of it at once.

use std::io::BufRead;
use std::path::Path;

use clap::Subcommand;
use config::Settings;
use sip_stack::auth::{Algorithm, Ha1};
use store::{Added, Repository, Store, TenantId};

use super::office::{self, Fault};
use super::terminal;
use crate::boot::{made_up_password, new_user};
use crate::control::{Reply, Request};
use crate::service::users::SELFTEST;

/// Digits of an extension at most, as in the settings.
const DIGITS_MAX: usize = 15;
/// Characters of a password, from a terminal or a pipe.
const PASSWORD_CHARS_MIN: usize = 8;

/// What to do about users.
#[derive(Debug, Subcommand)]
pub enum User {
    /// Add a user; prints a made-up password, once, unless one comes from standard input
    Add {
        /// The number that rings the user's phones, also the name they register with
        #[arg(value_parser = extension)]
        extension: String,
        /// What others see [default: the extension]
        #[arg(long, value_parser = shown_name)]
        name: Option<String>,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// List the users
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Give a user a new password, made up and printed once unless one comes from standard input
    SetPassword {
        /// Whose
        #[arg(value_parser = extension)]
        extension: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Remove a user and its registrations
    Remove {
        /// Whom
        #[arg(value_parser = extension)]
        extension: String,
    },
}

/// What was typed is not an extension.
#[derive(Debug, thiserror::Error)]
#[error("an extension has 1 to {DIGITS_MAX} digits")]
struct ExtensionError;

/// What was typed cannot be shown on a phone.
#[derive(Debug, thiserror::Error)]
#[error("a name has at most 100 characters, and no control characters")]
struct NameError;

fn shown_name(typed: &str) -> Result<String, NameError> {
    config::is_name(typed).then(|| typed.to_owned()).ok_or(NameError)
}

fn extension(typed: &str) -> Result<String, ExtensionError> {
    let is_number = typed.bytes().all(|byte| byte.is_ascii_digit());
    if is_number && (1..=DIGITS_MAX).contains(&typed.len()) {
        Ok(typed.to_owned())
    } else {
        Err(ExtensionError)
    }
}

/// Does it.
pub(super) fn user(config: &Path, what: &User) -> Result<(), Fault> {
    let settings = office::settings(config)?;
    let (extension, change) = match what {
        User::List { json } => return list(&settings, *json),
        User::Add {
            extension,
            name,
            password_stdin,
        } => {
            let name = name.as_deref().unwrap_or(extension);
            add(&settings, extension, name, *password_stdin)?;
            (extension, "added")
        }
        User::SetPassword {
            extension,
            password_stdin,
        } => {
            set_password(&settings, extension, *password_stdin)?;
            (extension, "given a new password")
        }
        User::Remove { extension } => {
            remove(&settings, extension)?;
            (extension, "removed")
        }
    };
    let request = Request::ReadUsers {
        reason: format!("user {extension} was {change} by a command"),
    };
    match office::ask(&settings, &request)? {
        None | Some(Reply::Done) => Ok(()),
        Some(other) => Err(office::refused(other)),
    }
}

fn add(settings: &Settings, extension: &str, name: &str, from_stdin: bool) -> Result<(), Fault> {
    let password = Password::choose(from_stdin)?;
    let ha1 = Ha1::new(extension, &settings.domain, &password.text);
    let added = with_store(settings, async |store, tenant| {
        store.add_user(new_user(tenant, extension, name, &ha1)).await
    })?;
    if added == Added::AlreadyThere {
        return Err(Fault::UserExists {
            extension: extension.to_owned(),
        });
    }
    password.tell(extension);
    Ok(())
}

fn set_password(settings: &Settings, extension: &str, from_stdin: bool) -> Result<(), Fault> {
    let password = Password::choose(from_stdin)?;
    let ha1 = Ha1::new(extension, &settings.domain, &password.text);
    let (md5, sha256) = (ha1.hex(Algorithm::Md5), ha1.hex(Algorithm::Sha256));
    let found = with_store(settings, async |store, tenant| {
        store.set_ha1(tenant, extension, md5, sha256).await
    })?;
    there(found, extension)?;
    password.tell(extension);
    Ok(())
}

fn remove(settings: &Settings, extension: &str) -> Result<(), Fault> {
    let found = with_store(settings, async |store, tenant| {
        store.remove_user(tenant, extension).await
    })?;
    there(found, extension)?;
    terminal::say(&format!("user {extension} is removed"));
    Ok(())
}

fn there(found: bool, extension: &str) -> Result<(), Fault> {
    if found {
        return Ok(());
    }
    Err(Fault::NoUser {
        extension: extension.to_owned(),
    })
}

fn list(settings: &Settings, json: bool) -> Result<(), Fault> {
    let users = with_store(settings, async |store, tenant| store.users(tenant).await)?;
    let people = users
        .iter()
        .filter(|user| !SELFTEST.contains(&user.extension.as_str()));
    for user in people {
        terminal::say(&if json {
            serde_json::json!({"extension": user.extension, "name": user.name}).to_string()
        } else {
            format!("{:<15}  {}", user.extension, user.name)
        });
    }
    Ok(())
}

/// A password, and whether its user knows it already.
struct Password {
    text: String,
    is_made_up: bool,
}

impl Password {
    fn choose(from_stdin: bool) -> Result<Self, Fault> {
        if !from_stdin {
            return Ok(Self {
                text: made_up_password(),
                is_made_up: true,
            });
        }
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line)?;
        let text = line.trim_end_matches(['\r', '\n']).to_owned();
        if text.chars().count() < PASSWORD_CHARS_MIN {
            return Err(Fault::ShortPassword {
                least: PASSWORD_CHARS_MIN,
            });
        }
        Ok(Self {
            text,
            is_made_up: false,
        })
    }

    /// Only hashes are stored: it can be shown now or never.
    fn tell(&self, extension: &str) {
        terminal::say(&if self.is_made_up {
            format!("extension {extension}  password {}", self.text)
        } else {
            format!("extension {extension} has the given password")
        });
    }
}

fn with_store<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(&Store, TenantId) -> Result<T, store::StoreError>,
) -> Result<T, Fault> {
    let done = office::block_on(async {
        let store = Store::open(settings.storage.database.expose()).await?;
        let tenant = store.ensure_tenant(&settings.domain).await?;
        work(&store, tenant).await
    })?;
    Ok(done?)
}
