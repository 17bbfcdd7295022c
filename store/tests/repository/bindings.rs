//! Bindings, and the writer that commits many at once.

use chrono::{DateTime, TimeDelta, Utc};
use std::sync::Arc;

use store::{BindingChange, BindingRow, Drain, Repository, Spool, Store, StoreError, TenantId};
use tokio::task::JoinSet;

use crate::{new_user, tenant_with};

pub(crate) fn row(contact: &str, seconds: i64) -> BindingRow {
    let expires_at = Utc::now() + TimeDelta::seconds(seconds);
    BindingRow {
        contact: contact.to_owned(),
        call_id: String::from("reg-1@192.0.2.1"),
        cseq: i64::from(u32::MAX),
        q_thousandths: 500,
        expires_at: DateTime::from_timestamp_millis(expires_at.timestamp_millis()).unwrap(),
        path: String::new(),
        transport: String::from("UDP"),
        local: String::from("192.0.2.10:5060"),
        remote: String::from("192.0.2.1:5062"),
        user_agent: None,
        instance: None,
        reg_id: None,
    }
}

pub(crate) fn change(tenant: TenantId, extension: &str, rows: Vec<BindingRow>) -> BindingChange {
    BindingChange {
        tenant,
        extension: extension.to_owned(),
        rows,
    }
}

pub(crate) async fn extensions(store: &Store, tenant: TenantId) -> Vec<String> {
    store
        .all_bindings(tenant)
        .await
        .unwrap()
        .into_iter()
        .map(|(extension, _)| extension)
        .collect()
}

pub(crate) async fn every_column_of_a_binding_comes_back(store: &Store) {
    let tenant = tenant_with(store, &["101"]).await;
    let full = BindingRow {
        path: String::from("<sip:edge.example;lr>, <sip:[2001:db8::1]:5060;lr>"),
        user_agent: Some(String::from("Phöne \"7\"\\ '1'\u{1F4DE}")),
        instance: Some(String::from("<urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6>")),
        reg_id: Some(2),
        ..row("sip:101@192.0.2.1;ob", 60)
    };
    let rows = vec![full, row("sip:101@192.0.2.2", 60), row("sip:101@192.0.2.2", 90)];
    store
        .replace_bindings(&[change(tenant, "101", rows.clone())])
        .await
        .unwrap();
    let stored = store.all_bindings(tenant).await.unwrap();
    assert!(stored.iter().all(|(extension, _)| extension == "101"));
    assert_eq!(
        stored.into_iter().map(|(_, row)| row).collect::<Vec<_>>(),
        rows,
        "in their order"
    );
}

pub(crate) async fn a_change_replaces_all_of_one_user_only(store: &Store) {
    let tenant = tenant_with(store, &["101", "102"]).await;
    let both = vec![row("sip:a@192.0.2.1", 60), row("sip:b@192.0.2.1", 60)];
    let other = row("sip:c@192.0.2.1", 60);
    let changes = [
        change(tenant, "101", both),
        change(tenant, "102", vec![other.clone()]),
    ];
    store.replace_bindings(&changes).await.unwrap();
    let new = row("sip:d@192.0.2.1", 60);
    store
        .replace_bindings(&[change(tenant, "101", vec![new.clone()])])
        .await
        .unwrap();
    let expected = [(String::from("101"), new), (String::from("102"), other)];
    assert_eq!(store.all_bindings(tenant).await.unwrap(), expected);
}

pub(crate) async fn no_rows_unbind(store: &Store) {
    let tenant = tenant_with(store, &["101"]).await;
    store
        .replace_bindings(&[change(tenant, "101", vec![row("sip:a@192.0.2.1", 60)])])
        .await
        .unwrap();
    store
        .replace_bindings(&[change(tenant, "101", Vec::new())])
        .await
        .unwrap();
    assert!(store.all_bindings(tenant).await.unwrap().is_empty());
}

pub(crate) async fn expired_bindings_are_purged(store: &Store) {
    let tenant = tenant_with(store, &["101", "102"]).await;
    let rows = vec![row("sip:old@192.0.2.1", -1), row("sip:new@192.0.2.1", 60)];
    let changes = [
        change(tenant, "101", rows),
        change(tenant, "102", vec![row("sip:x@192.0.2.2", -60)]),
    ];
    store.replace_bindings(&changes).await.unwrap();
    assert_eq!(store.purge_bindings(tenant).await.unwrap(), 2);
    store.replace_bindings(&changes).await.unwrap();
    let live = store.all_bindings(tenant).await.unwrap();
    assert_eq!(live.len(), 1);
    assert_eq!(live[0].1.contact, "sip:new@192.0.2.1");
}

pub(crate) async fn one_unknown_user_refuses_the_whole_batch(store: &Store) {
    let tenant = tenant_with(store, &["101"]).await;
    let rows = || vec![row("sip:a@192.0.2.1", 60)];
    let error = store
        .replace_bindings(&[change(tenant, "101", rows()), change(tenant, "199", rows())])
        .await
        .unwrap_err();
    assert!(matches!(error, StoreError::Refused(_)), "{error:?}");
    assert!(store.all_bindings(tenant).await.unwrap().is_empty());
}

pub(crate) async fn the_later_of_two_changes_stays(store: &Store) {
    let tenant = tenant_with(store, &["101"]).await;
    let [first, second] = ["sip:a@192.0.2.1", "sip:b@192.0.2.1"].map(|contact| row(contact, 60));
    let changes = [
        change(tenant, "101", vec![first]),
        change(tenant, "101", vec![second.clone()]),
    ];
    store.replace_bindings(&changes).await.unwrap();
    assert_eq!(
        store.all_bindings(tenant).await.unwrap(),
        [(String::from("101"), second)]
    );
}

pub(crate) async fn a_spooled_change_of_an_unknown_user_holds_up_no_other(store: &Store) {
    let tenant = tenant_with(store, &["101", "102"]).await;
    let folder = tempfile::tempdir().unwrap();
    let spool = Arc::new(Spool::open(folder.path()).unwrap());
    for extension in ["101", "199", "102"] {
        let rows = vec![row("sip:a@192.0.2.1", 60)];
        spool.append(&change(tenant, extension, rows)).await.unwrap();
    }
    let drain = Drain::start(spool, store.clone());
    drain.stop().await;
    assert_eq!(drain.status().set_aside, 1);
    assert_eq!(extensions(store, tenant).await, ["101", "102"]);
}

pub(crate) async fn a_thousand_phones_register_at_once(store: &Store) {
    const PHONES: usize = 1_000;
    let tenant = tenant_with(store, &[]).await;
    let names: Vec<String> = (0..PHONES).map(|phone| format!("{}", 10_000 + phone)).collect();
    for name in &names {
        store.add_user(new_user(tenant, name)).await.unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let spool = Arc::new(Spool::open(folder.path()).unwrap());
    let drain = Drain::start(Arc::clone(&spool), store.clone());
    let mut writes = JoinSet::new();
    for name in &names {
        let change = change(tenant, name, vec![row("sip:a@192.0.2.1", 60)]);
        let spool = Arc::clone(&spool);
        writes.spawn(async move { spool.append(&change).await });
    }
    for result in writes.join_all().await {
        result.unwrap();
    }
    drain.drained().await;
    assert_eq!(extensions(store, tenant).await, names);
}

pub(crate) async fn changes_that_a_killed_program_left_are_replayed_in_order(store: &Store) {
    let tenant = tenant_with(store, &["101"]).await;
    let folder = tempfile::tempdir().unwrap();
    let [first, last] = ["sip:a@192.0.2.1", "sip:b@192.0.2.1"].map(|contact| row(contact, 60));
    let spool = Spool::open(folder.path()).unwrap();
    for binding in [first, last.clone()] {
        spool.append(&change(tenant, "101", vec![binding])).await.unwrap();
    }
    drop(spool);
    let spool = Arc::new(Spool::open(folder.path()).unwrap());
    let drain: Drain<BindingChange> = Drain::start(spool, store.clone());
    drain.drained_or_stalled().await.unwrap();
    assert_eq!(
        store.all_bindings(tenant).await.unwrap(),
        [(String::from("101"), last)]
    );
}
