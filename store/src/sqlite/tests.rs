//! A database that cannot take call records now loses none of them.

use std::path::Path;
use std::sync::Arc;

use chrono::DateTime;
use sqlx::{Connection as _, SqliteConnection};
use uuid::Uuid;

use super::*;
use crate::{CallFilter, CallRecord, Drain, Repository, Spool};

const RECORDS: u128 = 300;

fn record(number: u128) -> CallRecord {
    CallRecord {
        id: Uuid::from_u128(number),
        domain: String::from("office.example"),
        call_id: format!("call-{number}"),
        caller_number: String::from("101"),
        caller_name: None,
        dialled: String::from("102"),
        answered_by: None,
        started_at: DateTime::UNIX_EPOCH,
        ringing_at: None,
        answered_at: None,
        ended_at: DateTime::UNIX_EPOCH,
        end_reason: String::from("no-answer"),
        sip_status: 480,
        codec: None,
        path: "x".repeat(200),
        media: String::from("[]"),
    }
}

fn url(folder: &Path) -> String {
    format!("sqlite://{}/softswitch.db", folder.display())
}

async fn spooled(folder: &Path) -> Arc<Spool<CallRecord>> {
    let spool = Arc::new(Spool::open(folder.join("spool")).unwrap());
    for number in 0..RECORDS {
        spool.append(&record(number)).await.unwrap();
    }
    spool
}

async fn stored(repository: &SqliteRepository) -> usize {
    let tenant = repository.ensure_tenant("office.example").await.unwrap();
    let filter = CallFilter {
        tenant,
        limit: u32::MAX,
        before: None,
    };
    repository.call_records(filter).await.unwrap().len()
}

#[tokio::test]
async fn a_database_locked_by_another_program_loses_no_call_record() {
    let folder = tempfile::tempdir().unwrap();
    let repository = SqliteRepository::open(&url(folder.path())).await.unwrap();
    let mut other = SqliteConnection::connect(&url(folder.path())).await.unwrap();
    sqlx::query("BEGIN EXCLUSIVE").execute(&mut other).await.unwrap();

    let spool = spooled(folder.path()).await;
    let drain = Drain::start(Arc::clone(&spool), repository.clone());
    drain.stalled().await;
    let status = drain.status();
    assert_eq!(status.pending, RECORDS as usize);
    assert!(status.last_error.unwrap().to_string().contains("locked"));

    sqlx::query("COMMIT").execute(&mut other).await.unwrap();
    drain.drained().await;
    drain.stop().await;
    assert_eq!(stored(&repository).await, RECORDS as usize);
}

#[tokio::test]
async fn a_full_database_loses_no_call_record() {
    let folder = tempfile::tempdir().unwrap();
    let repository = SqliteRepository::open(&url(folder.path())).await.unwrap();
    let pages: i64 = sqlx::query_scalar("PRAGMA page_count")
        .fetch_one(&repository.write)
        .await
        .unwrap();
    let limit = format!("PRAGMA max_page_count = {}", pages + 2);
    sqlx::query(sqlx::AssertSqlSafe(limit))
        .execute(&repository.write)
        .await
        .unwrap();

    let spool = spooled(folder.path()).await;
    let drain = Drain::start(Arc::clone(&spool), repository.clone());
    drain.stalled().await;
    let status = drain.status();
    assert!(status.last_error.unwrap().to_string().contains("full"));
    assert_eq!(status.set_aside, 0, "a full disk is no fault of the record");
    assert!(status.pending > 0);

    sqlx::query("PRAGMA max_page_count = 1000000")
        .execute(&repository.write)
        .await
        .unwrap();
    drain.drained().await;
    drain.stop().await;
    assert_eq!(stored(&repository).await, RECORDS as usize);
}
