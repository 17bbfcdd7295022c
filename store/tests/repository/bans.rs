//! Bans.

use chrono::{DateTime, TimeDelta, Utc};
use store::{Ban, Repository, Store};

use crate::tenant_with;

pub(crate) async fn every_column_of_a_ban_comes_back(store: &Store) {
    let tenant = tenant_with(store, &[]).await;
    let ban = ban("192.0.2.1", 60);
    store.put_ban(tenant, &ban).await.unwrap();
    assert_eq!(store.bans(tenant).await.unwrap(), [ban]);
    let other = store.ensure_tenant("home.example").await.unwrap();
    assert!(store.bans(other).await.unwrap().is_empty());
}

pub(crate) async fn a_ban_replaces_the_one_before(store: &Store) {
    let tenant = tenant_with(store, &[]).await;
    store.put_ban(tenant, &ban("192.0.2.1", 60)).await.unwrap();
    let longer = Ban {
        times: 2,
        ..ban("192.0.2.1", 120)
    };
    store.put_ban(tenant, &longer).await.unwrap();
    assert_eq!(store.bans(tenant).await.unwrap(), [longer]);
}

pub(crate) async fn a_lifted_ban_is_gone(store: &Store) {
    let tenant = tenant_with(store, &[]).await;
    store.put_ban(tenant, &ban("2001:db8::", 60)).await.unwrap();
    assert!(store.remove_ban(tenant, "2001:db8::").await.unwrap());
    assert!(!store.remove_ban(tenant, "2001:db8::").await.unwrap());
    assert!(store.bans(tenant).await.unwrap().is_empty());
}

pub(crate) async fn forgotten_bans_are_purged(store: &Store) {
    let tenant = tenant_with(store, &[]).await;
    store.put_ban(tenant, &ban("192.0.2.1", -7_200)).await.unwrap();
    store.put_ban(tenant, &ban("192.0.2.2", -60)).await.unwrap();
    let kept = store.bans(tenant).await.unwrap();
    assert_eq!(kept.len(), 1, "one that is over is kept until it is forgotten");
    assert_eq!(kept[0].source, "192.0.2.2");
}

/// Ends so many seconds from now, and is forgotten an hour later.
fn ban(source: &str, ends_in_s: i64) -> Ban {
    let now = DateTime::from_timestamp_millis(Utc::now().timestamp_millis()).unwrap();
    let until = now + TimeDelta::seconds(ends_in_s);
    Ban {
        source: source.to_owned(),
        reason: String::from("wrong-password"),
        times: 1,
        since: now,
        until,
        forget_at: until + TimeDelta::hours(1),
    }
}
