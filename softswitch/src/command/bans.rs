//! `softswitch bans`: whom the switch does not listen to; works on a running switch or, without one, on its database.

use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use clap::Subcommand;
use config::Settings;
use store::{Ban, Repository, Store, TenantId};

use super::office::{self, Fault};
use super::span::span;
use super::terminal;
use crate::clock;
use crate::control::{Reply, Request};
use crate::edge::{Edge, Effect, Rules, Source, Trusted};
use crate::service::edge::row_of;

/// What to do about bans.
#[derive(Debug, Subcommand)]
pub enum Bans {
    /// List the addresses that are banned now, with the reason and the end
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// End an address's ban and forget its offences
    Lift {
        /// The address
        address: IpAddr,
    },
    /// Ban an address
    Add {
        /// The address; of IPv6 its /64 is banned
        address: IpAddr,
        /// For how long, like 10m, 24h or 7d; the most is 350d
        #[arg(long = "for", value_parser = span)]
        span: Duration,
    },
}

/// Does it.
pub(super) fn bans(config: &Path, what: &Bans) -> Result<(), Fault> {
    let settings = office::settings(config)?;
    match what {
        Bans::List { json } => list(&settings, *json),
        Bans::Lift { address } => lift(&settings, *address),
        Bans::Add { address, span } => add(&settings, *address, *span),
    }
}

fn list(settings: &Settings, json: bool) -> Result<(), Fault> {
    let bans = match office::ask(settings, &Request::Bans)? {
        Some(Reply::Bans(bans)) => bans,
        Some(other) => return Err(office::refused(other)),
        None => with_store(settings, async |store, tenant| {
            let now = clock::wall();
            let mut all = store.bans(tenant).await?;
            all.retain(|ban| now < ban.until);
            Ok(all)
        })?,
    };
    if json {
        for ban in &bans {
            terminal::say(&serde_json::to_string(ban)?);
        }
        return Ok(());
    }
    if bans.is_empty() {
        terminal::say("nobody is banned");
        return Ok(());
    }
    terminal::say(&format!(
        "{:<24}  {:<14}  {:>5}  {:<19}  {}",
        "address", "reason", "times", "since (UTC)", "until (UTC)"
    ));
    for ban in &bans {
        terminal::say(&row(ban));
    }
    Ok(())
}

fn row(ban: &Ban) -> String {
    const TIME: &str = "%Y-%m-%d %H:%M:%S";
    format!(
        "{:<24}  {:<14}  {:>5}  {:<19}  {}",
        ban.source,
        ban.reason,
        ban.times,
        ban.since.format(TIME).to_string(),
        ban.until.format(TIME)
    )
}

fn lift(settings: &Settings, address: IpAddr) -> Result<(), Fault> {
    let done = match office::ask(settings, &Request::Lift { address })? {
        Some(Reply::Done) => true,
        Some(Reply::Unknown) => false,
        Some(other) => return Err(office::refused(other)),
        None => with_store(settings, async |store, tenant| {
            store.remove_ban(tenant, &Source::of(address).to_string()).await
        })?,
    };
    if !done {
        return Err(Fault::NotBanned { address });
    }
    terminal::say(&format!("{address} is no longer banned"));
    Ok(())
}

fn add(settings: &Settings, address: IpAddr, span: Duration) -> Result<(), Fault> {
    let request = Request::Ban {
        address,
        seconds: span.as_secs(),
    };
    match office::ask(settings, &request)? {
        Some(Reply::Done) => {}
        Some(other) => return Err(office::refused(other)),
        None => add_at_rest(settings, address, span)?,
    }
    terminal::say(&format!("{} is banned", Source::of(address)));
    Ok(())
}

/// The same judge as in a running switch, for one ban.
fn add_at_rest(settings: &Settings, address: IpAddr, span: Duration) -> Result<(), Fault> {
    let now = clock::now();
    let trusted = Trusted::new(settings.edge.trusted.clone());
    let mut edge = Edge::new(&Rules::default(), trusted, Vec::new(), 0, now);
    let mut effects = Vec::new();
    if !edge.ban(now, address, span, &mut effects) {
        return Err(Fault::Trusted { address });
    }
    with_store(settings, async |store, tenant| {
        for effect in &effects {
            if let Effect::Banned(sentence) = effect {
                store.put_ban(tenant, &row_of(sentence)).await?;
            }
        }
        Ok(())
    })
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
