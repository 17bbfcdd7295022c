//! What is on disk: the database, and the spool that call records pass through.

use std::sync::Arc;

use config::Settings;
use metrics::{counter, gauge};
use store::{BindingWriter, Drain, Repository, Spool, Store, TenantId};

use super::error::StartError;
use crate::clock;
use crate::service::registrar::{Book, binding_of};

/// The open database and what was in it.
pub(super) struct Storage {
    pub(super) store: Store,
    pub(super) tenant: TenantId,
    pub(super) spool: Arc<Spool>,
    pub(super) drain: Drain,
    pub(super) writer: BindingWriter,
    pub(super) book: Book,
}

/// Opens everything; records that a former run left in the spool go to the database.
pub(super) async fn open(settings: &Settings) -> Result<Storage, StartError> {
    let store = Store::open(settings.storage.database.expose()).await?;
    let tenant = store.ensure_tenant(&settings.domain).await?;
    let spool = Arc::new(Spool::open(&settings.storage.spool)?);
    let drain = Drain::start(spool.clone(), store.clone());
    let book = book(&store, tenant).await?;
    let writer = BindingWriter::start(store.clone());
    Ok(Storage {
        store,
        tenant,
        spool,
        drain,
        writer,
        book,
    })
}

/// The bindings that outlived the restart: phones can be called at once.
async fn book(store: &Store, tenant: TenantId) -> Result<Book, StartError> {
    let mut bindings = Vec::new();
    for (extension, row) in store.all_bindings(tenant).await? {
        match binding_of(&row) {
            Ok(binding) => bindings.push((extension, binding)),
            Err(error) => {
                counter!("softswitch_bindings_unreadable_total").increment(1);
                tracing::warn!(%extension, %error, "a stored binding is left out");
            }
        }
    }
    let book = Book::load(bindings);
    gauge!("softswitch_bindings").set(book.live_gauge(clock::unix_seconds()));
    Ok(book)
}
