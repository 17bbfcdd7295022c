//! `softswitch calls show`: one call, and the SIP messages it was made of.

use std::path::{Path, PathBuf};

use clap::Args;
use config::Settings;
use store::{CallRecord, Repository, Store};

use super::calls;
use super::office::{self, Fault};
use super::terminal;
use crate::control::{Reply, Request};
use crate::observe::capture::{SipMessage, ladder, pcap, text, unpack};

/// Which call, and how to show it.
#[derive(Debug, Args)]
pub struct Show {
    /// The identifier in `softswitch calls` or its end, a SIP Call-ID, or the number of a live call in the log
    id: String,
    /// Draw its SIP messages as a ladder
    #[arg(long)]
    ladder: bool,
    /// Print each message whole; with --ladder, under its arrow. With a file: write them there
    #[arg(long, value_name = "FILE", num_args = 0..=1)]
    text: Option<Option<PathBuf>>,
    /// Write the messages as a pcap file, for Wireshark
    #[arg(long, value_name = "FILE")]
    pcap: Option<PathBuf>,
    /// One JSON object: the record and the messages
    #[arg(long)]
    json: bool,
}

/// Shows it.
pub(super) fn show(config: &Path, what: &Show) -> Result<(), Fault> {
    let settings = office::settings(config)?;
    let (record, messages) = find(&settings, &what.id)?;
    if what.json {
        let whole = serde_json::json!({"record": record, "messages": messages});
        terminal::say(&whole.to_string());
        return Ok(());
    }
    if let Some(file) = &what.pcap {
        write(file, &pcap(&messages))?;
    }
    if let Some(Some(file)) = &what.text {
        write(file, text(&messages).as_bytes())?;
    }
    match &record {
        Some(record) => calls::describe(record),
        None => terminal::say("this call is not over yet"),
    }
    if messages.is_empty() {
        terminal::say("none of its messages are kept (any more)");
    } else if what.ladder {
        terminal::say(&ladder(&messages, matches!(what.text, Some(None))));
    } else if matches!(what.text, Some(None)) {
        terminal::say(&text(&messages));
    }
    Ok(())
}

type Found = (Option<CallRecord>, Vec<SipMessage>);

/// Live calls first: their messages are not in the database yet.
fn find(settings: &Settings, name: &str) -> Result<Found, Fault> {
    let request = Request::Capture {
        call: name.to_owned(),
    };
    if let Some(Reply::Capture { messages }) = office::ask(settings, &request)? {
        return Ok((None, serde_json::from_str(&messages)?));
    }
    office::block_on(async {
        let store = Store::open(settings.storage.database.expose()).await?;
        let tenant = store.ensure_tenant(&settings.domain).await?;
        let mut records = store.calls_named(tenant, name).await?;
        let record = match records.len() {
            0 => {
                return Err(Fault::NoCall {
                    name: name.to_owned(),
                });
            }
            1 => records.remove(0),
            count => {
                return Err(Fault::ManyCalls {
                    name: name.to_owned(),
                    count,
                });
            }
        };
        let messages = match store.capture(tenant, record.id).await? {
            Some(packed) => unpack(&packed)?,
            None => Vec::new(),
        };
        Ok((Some(record), messages))
    })?
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Fault> {
    std::fs::write(file, bytes).map_err(|error| Fault::Write {
        file: file.to_owned(),
        error,
    })?;
    terminal::say(&format!("written to {}", file.display()));
    Ok(())
}
