//! `softswitch calls`: the call records, for people or for programs.

use std::path::Path;

use chrono::{DateTime, Utc};
use store::{CallFilter, CallRecord, Repository, Store};

use super::office::{self, Fault};
use super::{quality, terminal};

/// Prints the latest calls, newest first.
pub(super) fn calls(config: &Path, json: bool, limit: u32) -> Result<(), Fault> {
    let settings = office::settings(config)?;
    let records = office::block_on(async {
        let store = Store::open(settings.storage.database.expose()).await?;
        let tenant = store.ensure_tenant(&settings.domain).await?;
        store
            .call_records(CallFilter {
                tenant,
                limit,
                before: None,
            })
            .await
    })??;
    if json {
        for record in &records {
            terminal::say(&serde_json::to_string(record)?);
        }
        return Ok(());
    }
    if records.is_empty() {
        terminal::say("no calls yet");
        return Ok(());
    }
    terminal::say(&heading());
    for record in &records {
        terminal::say(&row(record));
    }
    Ok(())
}

/// Prints one call, the heading above.
pub(super) fn describe(record: &CallRecord) {
    terminal::say(&heading());
    terminal::say(&row(record));
    terminal::say(&format!(
        "id {}  Call-ID {}  path {}",
        record.id, record.call_id, record.path
    ));
    for line in quality::lines(&record.media) {
        terminal::say(&line);
    }
}

fn heading() -> String {
    format!(
        "{:<8}  {:<19}  {:<12}  {:<12}  {:<8}  {:>8}  {:>8}  {:<7}  {}",
        "id", "started (UTC)", "from", "dialled", "answered", "ring", "talk", "codec", "end"
    )
}

/// The end of the identifier: its beginning is a time, which neighbours share.
fn short_id(record: &CallRecord) -> String {
    let id = record.id.simple().to_string();
    id.get(id.len() - SHORT_ID_CHARS..).unwrap_or_default().to_owned()
}

const SHORT_ID_CHARS: usize = 8;

fn row(record: &CallRecord) -> String {
    let ring = span(record.started_at, record.answered_at.unwrap_or(record.ended_at));
    let talk = record
        .answered_at
        .map_or_else(|| String::from("-"), |at| span(at, record.ended_at));
    format!(
        "{:<8}  {:<19}  {:<12}  {:<12}  {:<8}  {:>8}  {:>8}  {:<7}  {}",
        short_id(record),
        record.started_at.format("%Y-%m-%d %H:%M:%S"),
        record.caller_number,
        record.dialled,
        record.answered_by.as_deref().unwrap_or("-"),
        ring,
        talk,
        record.codec.as_deref().unwrap_or("-"),
        record.end_reason,
    )
}

/// A span of time as `12.3 s` or `4:05`.
fn span(from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    let ms = (to - from).num_milliseconds().max(0);
    if ms < 60_000 {
        format!("{}.{} s", ms / 1_000, ms % 1_000 / 100)
    } else {
        minutes(ms / 1_000)
    }
}

fn minutes(seconds: i64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}
