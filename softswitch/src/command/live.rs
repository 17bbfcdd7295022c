//! `softswitch calls live` and `hangup`: the calls under way in the running switch.

use std::path::Path;

use chrono::{DateTime, Utc};

use super::office::{self, Fault};
use super::{quality, terminal};
use crate::clock;
use crate::control::{AskError, CallReply, Reply, Request};

/// Lists them, the oldest first.
pub(super) fn list(config: &Path, json: bool) -> Result<(), Fault> {
    let settings = office::settings(config)?;
    let calls = match office::ask(&settings, &Request::Calls)? {
        Some(Reply::Calls(calls)) => calls,
        Some(other) => return Err(office::refused(other)),
        None => return Err(AskError::NotRunning.into()),
    };
    if json {
        for call in &calls {
            terminal::say(&serde_json::to_string(call)?);
        }
        return Ok(());
    }
    if calls.is_empty() {
        terminal::say("no calls now");
        return Ok(());
    }
    terminal::say(&line([
        "number", "doing", "from", "dialled", "answered", "for", "codec",
    ]));
    let now = clock::wall();
    for call in &calls {
        terminal::say(&row(call, now));
        for leg in quality::lines(&call.media) {
            terminal::say(&format!("          {leg}"));
        }
    }
    Ok(())
}

/// Ends one.
pub(super) fn hang_up(config: &Path, number: u64) -> Result<(), Fault> {
    let settings = office::settings(config)?;
    match office::ask(&settings, &Request::HangUp { call: number })? {
        Some(Reply::Done) => {
            terminal::say(&format!("call {number} ends"));
            Ok(())
        }
        Some(Reply::Unknown) => Err(Fault::NoLiveCall { number }),
        Some(other) => Err(office::refused(other)),
        None => Err(AskError::NotRunning.into()),
    }
}

fn line(cells: [&str; 7]) -> String {
    let [number, doing, from, dialled, answered, span, codec] = cells;
    format!("{number:<8}  {doing:<10}  {from:<16}  {dialled:<16}  {answered:<8}  {span:>8}  {codec}")
}

/// How long: since the answer, or since it came.
fn row(call: &CallReply, now: DateTime<Utc>) -> String {
    let since = call.answered_at.unwrap_or(call.started_at);
    let seconds = (now - since).num_seconds().max(0);
    line([
        &call.number.to_string(),
        &call.doing,
        &call.caller_number,
        &call.dialled,
        call.answered_by.as_deref().unwrap_or("-"),
        &format!("{}:{:02}", seconds / 60, seconds % 60),
        call.codec.as_deref().unwrap_or("-"),
    ])
}
