//! Tenants and users.

use store::{Added, NewUser, Repository, Store};

use crate::{bindings, new_user, tenant_with};

pub(crate) async fn a_domain_is_one_tenant(store: &Store) {
    let office = store.ensure_tenant("office.example").await.unwrap();
    let home = store.ensure_tenant("home.example").await.unwrap();
    assert_ne!(office, home);
    assert_eq!(store.ensure_tenant("office.example").await.unwrap(), office);
}

pub(crate) async fn a_seed_never_overwrites(store: &Store) {
    let tenant = tenant_with(store, &[]).await;
    assert_eq!(store.add_user(new_user(tenant, "101")).await.unwrap(), Added::New);
    let other = NewUser {
        name: String::from("Mallory"),
        ..new_user(tenant, "101")
    };
    assert_eq!(store.add_user(other).await.unwrap(), Added::AlreadyThere);
    assert_eq!(store.user(tenant, "101").await.unwrap().unwrap().name, "User 101");
}

pub(crate) async fn many_users_are_created_at_once(store: &Store) {
    let tenant = tenant_with(store, &["1500"]).await;
    let users: Vec<_> = (1_000..4_000).map(|n| new_user(tenant, &n.to_string())).collect();
    let added = store.add_users(&users).await.unwrap();
    assert_eq!(
        (added.len(), added.contains(&String::from("1500"))),
        (2_999, false)
    );
    assert_eq!(store.users(tenant).await.unwrap().len(), 3_000);
    assert!(store.add_users(&users).await.unwrap().is_empty());
    assert!(store.add_users(&[]).await.unwrap().is_empty());
}

pub(crate) async fn a_user_gets_a_new_password(store: &Store) {
    let tenant = tenant_with(store, &["101"]).await;
    assert!(store.set_ha1(tenant, "101", "md5", "sha256").await.unwrap());
    let user = store.user(tenant, "101").await.unwrap().unwrap();
    assert_eq!(
        (user.ha1_md5.as_str(), user.ha1_sha256.as_str()),
        ("md5", "sha256")
    );
    assert!(!store.set_ha1(tenant, "199", "md5", "sha256").await.unwrap());
}

pub(crate) async fn users_come_by_extension_and_page(store: &Store) {
    let tenant = tenant_with(store, &["103", "101", "104", "102"]).await;
    let extensions =
        |users: Vec<store::User>| -> Vec<String> { users.into_iter().map(|user| user.extension).collect() };
    assert_eq!(
        extensions(store.users(tenant).await.unwrap()),
        ["101", "102", "103", "104"]
    );
    assert_eq!(
        extensions(store.users_after(tenant, "", 2).await.unwrap()),
        ["101", "102"]
    );
    assert_eq!(
        extensions(store.users_after(tenant, "102", 2).await.unwrap()),
        ["103", "104"]
    );
    assert!(store.users_after(tenant, "104", 2).await.unwrap().is_empty());
}

pub(crate) async fn a_removed_user_takes_its_bindings_along(store: &Store) {
    let tenant = tenant_with(store, &["101", "102"]).await;
    let rows = || vec![bindings::row("sip:phone@192.0.2.1", 60)];
    let changes = [
        bindings::change(tenant, "101", rows()),
        bindings::change(tenant, "102", rows()),
    ];
    store.replace_bindings(&changes).await.unwrap();
    assert!(store.remove_user(tenant, "101").await.unwrap());
    assert!(!store.remove_user(tenant, "101").await.unwrap());
    assert!(store.user(tenant, "101").await.unwrap().is_none());
    assert_eq!(bindings::extensions(store, tenant).await, ["102"]);
}

pub(crate) async fn tenants_do_not_see_each_other(store: &Store) {
    let office = tenant_with(store, &["101"]).await;
    let home = store.ensure_tenant("home.example").await.unwrap();
    assert!(store.user(home, "101").await.unwrap().is_none());
    assert_eq!(store.add_user(new_user(home, "101")).await.unwrap(), Added::New);
    let change = bindings::change(home, "101", vec![bindings::row("sip:101@192.0.2.9", 60)]);
    store.replace_bindings(&[change]).await.unwrap();
    assert!(bindings::extensions(store, office).await.is_empty());
    assert_eq!(bindings::extensions(store, home).await, ["101"]);
}
