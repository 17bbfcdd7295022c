//! Call records.

use chrono::{DateTime, Utc};
use store::{CallFilter, CallRecord, Repository, Store};
use uuid::Uuid;

use crate::tenant_with;

fn at(unix_ms: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(unix_ms).unwrap()
}

pub(crate) fn record(started_ms: i64) -> CallRecord {
    CallRecord {
        id: Uuid::now_v7(),
        domain: String::from("office.example"),
        call_id: String::from("a84b4c76e66710@192.0.2.1"),
        caller_number: String::from("101"),
        caller_name: Some(String::from("Zoë \"Z\" O'Hara\n")),
        dialled: String::from("102"),
        answered_by: Some(String::from("102")),
        started_at: at(started_ms),
        ringing_at: Some(at(started_ms + 40)),
        answered_at: Some(at(started_ms + 3_001)),
        ended_at: at(started_ms + 63_999),
        end_reason: String::from("caller-hung-up"),
        sip_status: 200,
        codec: Some(String::from("opus")),
        path: String::from(r#"[{"file":"dialplan.yaml","line":3,"step":"dial"}]"#),
        media: String::from("[]"),
    }
}

async fn read(store: &Store, limit: u32, before: Option<Uuid>) -> Vec<CallRecord> {
    let tenant = store.ensure_tenant("office.example").await.unwrap();
    store
        .call_records(CallFilter {
            tenant,
            limit,
            before,
        })
        .await
        .unwrap()
}

pub(crate) async fn every_column_of_a_call_comes_back(store: &Store) {
    let full = record(1_800_000_000_123);
    let bare = CallRecord {
        caller_name: None,
        answered_by: None,
        ringing_at: None,
        answered_at: None,
        codec: None,
        ..record(1_700_000_000_000)
    };
    store
        .insert_call_records(&[bare.clone(), full.clone()])
        .await
        .unwrap();
    assert_eq!(read(store, 10, None).await, [full, bare]);
}

pub(crate) async fn a_record_written_twice_is_one(store: &Store) {
    let first = record(1_000);
    store
        .insert_call_records(std::slice::from_ref(&first))
        .await
        .unwrap();
    let again = CallRecord {
        dialled: String::from("666"),
        ..first.clone()
    };
    let second = record(2_000);
    store.insert_call_records(&[again, second.clone()]).await.unwrap();
    assert_eq!(read(store, 10, None).await, [second, first]);
}

pub(crate) async fn newest_first_in_pages(store: &Store) {
    // Two began in the same millisecond.
    let records: Vec<_> = [1_000, 2_000, 2_000, 3_000, 4_000]
        .into_iter()
        .map(record)
        .collect();
    store.insert_call_records(&records).await.unwrap();
    let mut newest = records.clone();
    newest.sort_by_key(|record| std::cmp::Reverse((record.started_at, record.id)));
    let mut seen = Vec::new();
    loop {
        let page = read(store, 2, seen.last().map(|record: &CallRecord| record.id)).await;
        if page.is_empty() {
            break;
        }
        seen.extend(page);
    }
    assert_eq!(seen, newest);
}

pub(crate) async fn an_unknown_domain_is_made(store: &Store) {
    let office = tenant_with(store, &[]).await;
    let elsewhere = CallRecord {
        domain: String::from("new.example"),
        ..record(1_000)
    };
    store
        .insert_call_records(&[elsewhere.clone(), record(2_000)])
        .await
        .unwrap();
    let tenant = store.ensure_tenant("new.example").await.unwrap();
    assert_ne!(tenant, office);
    let filter = CallFilter {
        tenant,
        limit: 10,
        before: None,
    };
    assert_eq!(store.call_records(filter).await.unwrap(), [elsewhere]);
}

pub(crate) async fn nul_is_replaced(store: &Store) {
    let odd = CallRecord {
        caller_name: Some(String::from("a\0b\\u0000")),
        ..record(1_000)
    };
    store
        .insert_call_records(std::slice::from_ref(&odd))
        .await
        .unwrap();
    let name = read(store, 1, None).await.remove(0).caller_name.unwrap();
    assert_eq!(name, "a\u{fffd}b\\u0000");
}
