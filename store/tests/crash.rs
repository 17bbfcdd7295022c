//! A program that is killed loses no record that was acknowledged.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use chrono::DateTime;
use store::{CallFilter, CallRecord, Drain, Repository, Spool, Store};
use uuid::Uuid;

const CHILD: &str = "SOFTSWITCH_TEST_SPOOL";
const RECORDS: u128 = 50;
const DURABLE: &str = "all are durable";

fn record(number: u128) -> CallRecord {
    CallRecord {
        id: Uuid::from_u128(number),
        domain: String::from("office.example"),
        call_id: format!("call-{number}"),
        caller_number: String::from("101"),
        caller_name: None,
        dialled: String::from("102"),
        answered_by: None,
        started_at: DateTime::from_timestamp_millis(1_000).unwrap(),
        ringing_at: None,
        answered_at: None,
        ended_at: DateTime::from_timestamp_millis(2_000).unwrap(),
        end_reason: String::from("no-answer"),
        sip_status: 480,
        codec: None,
        path: String::from("[]"),
        media: String::from("[]"),
    }
}

/// In the child: appends, says so, and waits to be killed.
async fn append_and_hang(folder: &Path) {
    let spool = Spool::open(folder).unwrap();
    for number in 0..RECORDS {
        spool.append(&record(number)).await.unwrap();
    }
    let mut out = std::io::stdout();
    writeln!(out, "{DURABLE}").unwrap();
    std::future::pending::<()>().await;
}

#[tokio::test]
async fn kill_9_between_spool_and_database_loses_nothing() {
    if let Some(folder) = std::env::var_os(CHILD) {
        return append_and_hang(Path::new(&folder)).await;
    }
    let folder = tempfile::tempdir().unwrap();
    let spool_folder = folder.path().join("spool");
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args([
            "--exact",
            "kill_9_between_spool_and_database_loses_nothing",
            "--nocapture",
        ])
        .env(CHILD, &spool_folder)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok);
    assert!(said.any(|line| line.contains(DURABLE)));
    child.kill().unwrap();
    child.wait().unwrap();

    let store = Store::open(&format!("sqlite://{}/a.db", folder.path().display()))
        .await
        .unwrap();
    let spool: Arc<Spool<CallRecord>> = Arc::new(Spool::open(&spool_folder).unwrap());
    assert_eq!(spool.status().pending, RECORDS as usize);
    let drain = Drain::start(Arc::clone(&spool), store.clone());
    drain.drained().await;
    drain.stop().await;
    let tenant = store.ensure_tenant("office.example").await.unwrap();
    let stored = store
        .call_records(CallFilter {
            tenant,
            limit: 1_000,
            before: None,
        })
        .await
        .unwrap();
    assert_eq!(stored.len(), RECORDS as usize);
    assert!(stored.iter().all(|stored| *stored == record(stored.id.as_u128())));
}
