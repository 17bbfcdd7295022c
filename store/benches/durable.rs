//! How many registrations and call records a second become durable: each is synced to disk before it counts.
//!
//! `cargo bench -p store`, with `DATABASE=postgres://…` for PostgreSQL. Set `TMPDIR` to the disk to measure:
//! a file system in memory syncs for nothing.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench fails by panicking, and prints"
)]

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use store::{BindingChange, BindingRow, CallRecord, Drain, NewUser, Repository, Spool, Store, TenantId};
use tokio::task::JoinSet;
use uuid::Uuid;

const USERS: usize = 1_000;
/// REGISTERs under way at once.
const CALLERS: usize = 500;
const ROUNDS: usize = 40;
const RECORDS: usize = 20_000;

#[tokio::main(flavor = "multi_thread", worker_threads = 2)]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let file = format!("sqlite://{}/bench.db", folder.path().display());
    let url = std::env::var("DATABASE").unwrap_or(file);
    let store = Store::open(&url).await.unwrap();
    let tenant = store.ensure_tenant("bench.example").await.unwrap();
    for number in 0..USERS {
        store.add_user(user(tenant, number)).await.unwrap();
    }
    let bindings = folder.path().join("bindings");
    println!("{}", url.split(':').next().unwrap_or_default());
    registrations(&store, bindings.clone(), tenant, 1, ROUNDS * 5).await;
    registrations(&store, bindings, tenant, CALLERS, ROUNDS).await;
    call_records(&store, folder.path().join("spool")).await;
}

async fn registrations(store: &Store, folder: PathBuf, tenant: TenantId, callers: usize, rounds: usize) {
    let spool = Arc::new(Spool::open(folder).unwrap());
    let drain = Drain::start(Arc::clone(&spool), store.clone());
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for caller in 0..callers {
        let spool = Arc::clone(&spool);
        tasks.spawn(async move {
            let mut waits = Vec::with_capacity(rounds);
            for round in 0..rounds {
                let extension = (caller + round * callers) % USERS;
                let asked = Instant::now();
                let change = BindingChange {
                    tenant,
                    extension: extension.to_string(),
                    rows: vec![binding(extension)],
                };
                spool.append(&change).await.unwrap();
                waits.push(asked.elapsed());
            }
            waits
        });
    }
    let waits = tasks.join_all().await.concat();
    report(
        &format!("registrations, {callers} at once"),
        waits,
        began.elapsed(),
    );
    drain.stop().await;
}

async fn call_records(store: &Store, folder: PathBuf) {
    let spool = Arc::new(Spool::open(folder).unwrap());
    let began = Instant::now();
    let mut tasks = JoinSet::new();
    for _ in 0..CALLERS {
        let spool = Arc::clone(&spool);
        tasks.spawn(async move {
            let mut waits = Vec::new();
            for _ in 0..RECORDS / CALLERS {
                let asked = Instant::now();
                spool.append(&record()).await.unwrap();
                waits.push(asked.elapsed());
            }
            waits
        });
    }
    let waits = tasks.join_all().await.concat();
    report(
        &format!("call records spooled, {CALLERS} at once"),
        waits,
        began.elapsed(),
    );
    let began = Instant::now();
    let drain = Drain::start(spool, store.clone());
    drain.drained().await;
    let per_second = RECORDS as f64 / began.elapsed().as_secs_f64();
    println!("  call records drained into the database: {per_second:.0}/s");
    drain.stop().await;
}

fn report(what: &str, mut waits: Vec<Duration>, took: Duration) {
    waits.sort();
    let at = |percent: usize| waits[(waits.len() - 1) * percent / 100].as_secs_f64() * 1_000.0;
    let per_second = waits.len() as f64 / took.as_secs_f64();
    println!(
        "  {what}: {per_second:.0}/s, p50 {:.1} ms, p99 {:.1} ms",
        at(50),
        at(99)
    );
}

fn user(tenant: TenantId, number: usize) -> NewUser {
    NewUser {
        tenant,
        extension: number.to_string(),
        name: format!("User {number}"),
        ha1_md5: "0".repeat(32),
        ha1_sha256: "0".repeat(64),
    }
}

fn binding(number: usize) -> BindingRow {
    BindingRow {
        contact: format!("sip:{number}@192.0.2.1:5062;transport=udp"),
        call_id: Uuid::now_v7().to_string(),
        cseq: 1,
        q_thousandths: 1_000,
        expires_at: Utc::now() + TimeDelta::hours(1),
        path: String::new(),
        transport: String::from("UDP"),
        local: String::from("192.0.2.10:5060"),
        remote: String::from("192.0.2.1:5062"),
        user_agent: Some(String::from("Bench 1.0")),
        instance: Some(String::from("<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>")),
        reg_id: None,
    }
}

fn record() -> CallRecord {
    CallRecord {
        id: Uuid::now_v7(),
        domain: String::from("bench.example"),
        call_id: Uuid::now_v7().to_string(),
        caller_number: String::from("101"),
        caller_name: Some(String::from("Alice")),
        dialled: String::from("102"),
        answered_by: Some(String::from("102")),
        started_at: DateTime::UNIX_EPOCH,
        ringing_at: Some(DateTime::UNIX_EPOCH),
        answered_at: Some(DateTime::UNIX_EPOCH),
        ended_at: DateTime::UNIX_EPOCH,
        end_reason: String::from("caller-hung-up"),
        sip_status: 200,
        codec: Some(String::from("opus")),
        path: String::from(r#"[{"file":"dialplan.yaml","line":3,"step":"dial"}]"#),
        media: String::from(r#"[{"leg":0,"lost":0},{"leg":1,"lost":0}]"#),
    }
}
