//! `softswitch trunks`: how a running switch's trunks stand, and which get no new calls.

use std::path::Path;

use clap::Subcommand;
use config::Settings;

use super::office::{self, Fault};
use super::terminal;
use crate::control::{AskError, Reply, Request, TrunkReply};

/// What to do about trunks.
#[derive(Debug, Subcommand)]
pub enum Trunks {
    /// List the trunks: whether they are up and registered, and the calls they carry
    List {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Give a trunk no new calls; those that it carries go on
    Drain {
        /// Its name
        name: String,
    },
    /// Give a trunk calls again
    Undrain {
        /// Its name
        name: String,
    },
}

/// Does it.
pub(super) fn trunks(config: &Path, what: &Trunks) -> Result<(), Fault> {
    let settings = office::settings(config)?;
    match what {
        Trunks::List { json } => list(&settings, *json),
        Trunks::Drain { name } => drain(&settings, name, true),
        Trunks::Undrain { name } => drain(&settings, name, false),
    }
}

fn list(settings: &Settings, json: bool) -> Result<(), Fault> {
    let trunks = match office::ask(settings, &Request::Trunks)? {
        Some(Reply::Trunks(trunks)) => trunks,
        Some(other) => return Err(office::refused(other)),
        None => return Err(AskError::NotRunning.into()),
    };
    if json {
        for trunk in &trunks {
            terminal::say(&serde_json::to_string(trunk)?);
        }
        return Ok(());
    }
    if trunks.is_empty() {
        terminal::say("the settings have no trunks");
        return Ok(());
    }
    terminal::say(&row("name", "state", "calls", "servers"));
    for trunk in &trunks {
        terminal::say(&row(&trunk.name, state(trunk), &calls(trunk), &servers(trunk)));
    }
    Ok(())
}

fn drain(settings: &Settings, name: &str, drained: bool) -> Result<(), Fault> {
    let trunk = name.to_owned();
    match office::ask(settings, &Request::Drain { trunk, drained })? {
        Some(Reply::Done) => {
            terminal::say(&if drained {
                format!("{name} gets no new calls")
            } else {
                format!("{name} gets calls again")
            });
            Ok(())
        }
        Some(Reply::Unknown) => Err(Fault::NoTrunk {
            name: name.to_owned(),
        }),
        Some(other) => Err(office::refused(other)),
        None => Err(AskError::NotRunning.into()),
    }
}

fn row(name: &str, state: &str, calls: &str, servers: &str) -> String {
    format!("{name:<16}  {state:<14}  {calls:>9}  {servers}")
}

/// What matters most about it.
fn state(trunk: &TrunkReply) -> &'static str {
    let registered = trunk.accounts.is_empty() || trunk.accounts.iter().any(|account| account.registered);
    match trunk.places.iter().any(|place| place.up) {
        _ if trunk.drained => "drained",
        false => "down",
        true if !registered => "not registered",
        true => "up",
    }
}

fn calls(trunk: &TrunkReply) -> String {
    match trunk.channels_max {
        Some(most) => format!("{} of {most}", trunk.channels),
        None => trunk.channels.to_string(),
    }
}

fn servers(trunk: &TrunkReply) -> String {
    if trunk.places.is_empty() {
        return String::from("not found yet");
    }
    let place = |place: &crate::control::PlaceReply| {
        let down = if place.up { "" } else { " (down)" };
        format!("{}{down}", place.place)
    };
    trunk.places.iter().map(place).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::{AccountReply, PlaceReply};

    #[test]
    fn a_trunk_is_called_what_matters_most_about_it() {
        let trunk = |drained, up, registered| TrunkReply {
            name: String::from("carrier"),
            drained,
            channels: 1,
            channels_max: Some(30),
            places: vec![PlaceReply {
                place: String::from("udp:192.0.2.1:5060"),
                up,
            }],
            accounts: vec![AccountReply {
                username: String::from("104"),
                registered,
            }],
        };
        for (drained, up, registered, expected) in [
            (true, false, false, "drained"),
            (false, false, true, "down"),
            (false, true, false, "not registered"),
            (false, true, true, "up"),
        ] {
            assert_eq!(state(&trunk(drained, up, registered)), expected);
        }
        let down = trunk(false, false, true);
        assert_eq!(
            (calls(&down), servers(&down)),
            (String::from("1 of 30"), String::from("udp:192.0.2.1:5060 (down)"))
        );
    }
}
