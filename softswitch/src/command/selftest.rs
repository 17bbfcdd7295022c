//! `softswitch selftest`: against the switch that runs with these settings.

use std::collections::BTreeSet;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;

use config::{Settings, SipTransport};
use sip_stack::auth::Ha1;
use sip_stack::message::Transport;
use store::{Repository, Store};

use super::office::{self, Fault};
use super::terminal;
use crate::boot::plan;
use crate::phone::Account;
use crate::selftest::{self, Setup};
use crate::service::encryption::{Privacy, encryption};
use crate::service::users::SELFTEST;

/// Makes the calls, prints each check as it ends.
pub(super) fn selftest(config: &Path, json: bool) -> Result<(), Fault> {
    let settings = office::settings(config)?;
    office::block_on(async {
        let setup = setup(&settings).await?;
        let report = selftest::run(&setup, |check| {
            if !json {
                terminal::say(&check.to_string());
            }
        })
        .await?;
        if json {
            terminal::say(&serde_json::to_string(&report)?);
        }
        if report.passed() {
            Ok(())
        } else {
            Err(Fault::Reported)
        }
    })?
}

async fn setup(settings: &Settings) -> Result<Setup, Fault> {
    let spoken = settings
        .sip
        .listen
        .iter()
        .find_map(|listen| match listen.transport {
            SipTransport::Udp => Some((Transport::Udp, listen)),
            SipTransport::Tcp => Some((Transport::Tcp, listen)),
            SipTransport::Tls => None,
        });
    let (transport, listen) = spoken.ok_or(Fault::NoListener)?;
    let server = reachable(listen.address);
    let store = Store::open(settings.storage.database.expose()).await?;
    let tenant = store.ensure_tenant(&settings.domain).await?;
    let mut accounts = Vec::new();
    let mut extensions = BTreeSet::new();
    for extension in SELFTEST {
        let user = store.user(tenant, extension).await?.ok_or(Fault::NeverRun)?;
        accounts.push(Account {
            extension: user.extension,
            domain: settings.domain.clone(),
            ha1: Ha1::from_hex(&user.ha1_md5, &user.ha1_sha256).ok_or(Fault::NeverRun)?,
            server,
            transport,
            encryption: encryption(Privacy::of(&settings.media), transport),
        });
        extensions.insert(extension.to_owned());
    }
    let accounts = <[Account; 2]>::try_from(accounts).map_err(|_| Fault::NeverRun)?;
    extensions.extend(settings.users.iter().map(|user| user.extension.clone()));
    let plan = plan::compile(settings, &extensions)?;
    Ok(Setup {
        accounts,
        echo: plan.echo_number(),
        ring_for: plan.ring_time(SELFTEST[1]),
    })
}

/// The address to send to: a wildcard is heard on loopback.
fn reachable(listen: SocketAddr) -> SocketAddr {
    let ip = match listen.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
        IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
        ip => ip,
    };
    SocketAddr::new(ip, listen.port())
}
