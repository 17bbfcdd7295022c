//! One suite for both kinds of database: a test per case on SQLite, one test with all cases on PostgreSQL,
//! which shares a server that it starts itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test fails by panicking"
)]

mod bans;
mod bindings;
mod calls;
mod captures;
mod postgres;
mod users;

use store::{NewUser, Repository, Store, TenantId};

/// Each case as a test on an SQLite file, and all of them as one on PostgreSQL.
macro_rules! suite {
    ($($module:ident::$case:ident),* $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $case() {
                let folder = tempfile::tempdir().unwrap();
                let url = format!("sqlite://{}/deep/softswitch.db", folder.path().display());
                let store = store::Store::open(&url).await.unwrap();
                crate::$module::$case(&store).await;
                store.close().await;
            })*
        }

        #[tokio::test]
        async fn postgres_passes_the_same_suite() {
            let server = postgres::Server::start();
            $({
                let case = concat!(stringify!($module), "_", stringify!($case));
                let store = Store::open(&server.database(case).await).await.unwrap();
                // Shown if the case fails.
                eprintln!("{case}");
                $module::$case(&store).await;
                store.close().await;
            })*
        }
    };
}

suite! {
    users::a_domain_is_one_tenant,
    users::a_seed_never_overwrites,
    users::many_users_are_created_at_once,
    users::a_user_gets_a_new_password,
    users::users_come_by_extension_and_page,
    users::a_removed_user_takes_its_bindings_along,
    users::tenants_do_not_see_each_other,
    bans::every_column_of_a_ban_comes_back,
    bans::a_ban_replaces_the_one_before,
    bans::a_lifted_ban_is_gone,
    bans::forgotten_bans_are_purged,
    bindings::every_column_of_a_binding_comes_back,
    bindings::a_change_replaces_all_of_one_user_only,
    bindings::no_rows_unbind,
    bindings::expired_bindings_are_purged,
    bindings::one_unknown_user_refuses_the_whole_batch,
    bindings::the_later_of_two_changes_stays,
    bindings::a_spooled_change_of_an_unknown_user_holds_up_no_other,
    bindings::a_thousand_phones_register_at_once,
    bindings::changes_that_a_killed_program_left_are_replayed_in_order,
    captures::a_capture_comes_back_by_its_call,
    captures::old_captures_go_and_then_the_oldest_of_too_many,
    captures::a_call_is_found_by_the_end_of_its_identifier_or_its_call_id,
    calls::every_column_of_a_call_comes_back,
    calls::a_record_written_twice_is_one,
    calls::newest_first_in_pages,
    calls::an_unknown_domain_is_made,
    calls::nul_is_replaced,
}

async fn tenant_with(store: &Store, extensions: &[&str]) -> TenantId {
    let tenant = store.ensure_tenant("office.example").await.unwrap();
    for extension in extensions {
        store.add_user(new_user(tenant, extension)).await.unwrap();
    }
    tenant
}

fn new_user(tenant: TenantId, extension: &str) -> NewUser {
    NewUser {
        tenant,
        extension: extension.to_owned(),
        name: format!("User {extension}"),
        ha1_md5: "0".repeat(32),
        ha1_sha256: "0".repeat(64),
    }
}

#[tokio::test]
async fn a_restart_finds_everything() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}/softswitch.db", folder.path().display());
    let store = Store::open(&url).await.unwrap();
    let tenant = tenant_with(&store, &["101"]).await;
    let row = bindings::row("sip:101@192.0.2.1", 3_600);
    store
        .replace_bindings(&[bindings::change(tenant, "101", vec![row.clone()])])
        .await
        .unwrap();
    store.close().await;

    let store = Store::open(&url).await.unwrap();
    assert_eq!(store.ensure_tenant("office.example").await.unwrap(), tenant);
    assert_eq!(store.users(tenant).await.unwrap().len(), 1);
    assert_eq!(
        store.all_bindings(tenant).await.unwrap(),
        [(String::from("101"), row)]
    );
}

#[tokio::test]
async fn only_the_owner_may_read_the_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("softswitch.db");
    let store = Store::open(&format!("sqlite://{}", path.display()))
        .await
        .unwrap();
    tenant_with(&store, &["101"]).await;
    for file in folder.path().read_dir().unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", file.path().display());
    }
}

#[tokio::test]
async fn an_unknown_kind_of_database_is_named() {
    let error = Store::open("mysql://localhost/x").await.unwrap_err();
    assert!(error.to_string().contains("`mysql` is no database"), "{error}");
}
