//! Captures and the records they belong to.

use chrono::{DateTime, TimeDelta, Utc};
use store::{Capture, Repository, Store};
use uuid::Uuid;

use crate::{calls, tenant_with};

pub(crate) async fn a_capture_comes_back_by_its_call(store: &Store) {
    let tenant = tenant_with(store, &[]).await;
    let capture = capture(1, 0, b"INVITE\0\xff");
    store
        .insert_captures(tenant, &[capture.clone(), capture.clone()])
        .await
        .unwrap();
    let found = store.capture(tenant, capture.id).await.unwrap();
    assert_eq!(found.as_deref(), Some(&b"INVITE\0\xff"[..]));
    assert_eq!(store.capture(tenant, Uuid::from_u128(99)).await.unwrap(), None);
}

pub(crate) async fn old_captures_go_and_then_the_oldest_of_too_many(store: &Store) {
    let tenant = tenant_with(store, &[]).await;
    let text = [b'x'; 100];
    let all: Vec<Capture> = (0..10_u32)
        .map(|day| capture(day.into(), day.into(), &text))
        .collect();
    store.insert_captures(tenant, &all).await.unwrap();
    let week_ago = Utc::now() - TimeDelta::days(7) + TimeDelta::hours(1);
    assert_eq!(store.prune_captures(tenant, week_ago, 10_000).await.unwrap(), 3);
    assert_eq!(store.prune_captures(tenant, week_ago, 450).await.unwrap(), 3);
    let mut left = 0;
    for capture in &all {
        left += usize::from(store.capture(tenant, capture.id).await.unwrap().is_some());
    }
    assert_eq!(left, 4);
    assert!(
        store.capture(tenant, all[0].id).await.unwrap().is_some(),
        "the newest"
    );
}

pub(crate) async fn a_call_is_found_by_the_end_of_its_identifier_or_its_call_id(store: &Store) {
    let tenant = tenant_with(store, &[]).await;
    let record = calls::record(7);
    store
        .insert_call_records(std::slice::from_ref(&record))
        .await
        .unwrap();
    let id = record.id.to_string();
    for name in [id.as_str(), &id[id.len() - 8..], record.call_id.as_str()] {
        let found = store.calls_named(tenant, name).await.unwrap();
        assert_eq!(found, std::slice::from_ref(&record), "{name}");
    }
    for name in ["", "%", "_", "nothing"] {
        assert!(
            store.calls_named(tenant, name).await.unwrap().is_empty(),
            "{name:?}"
        );
    }
}

fn capture(number: u128, days_ago: i64, messages: &[u8]) -> Capture {
    let now = DateTime::from_timestamp_millis(Utc::now().timestamp_millis()).unwrap();
    Capture {
        id: Uuid::from_u128(number + 1),
        taken_at: now - TimeDelta::days(days_ago),
        messages: messages.to_vec(),
    }
}
