//! What is on disk: the database, and the spools that call records and bindings pass through.

use std::sync::Arc;

use config::Settings;
use metrics::{counter, gauge};
use store::{BindingChange, CallRecord, Drain, DrainError, Repository, Spool, Store, TenantId};

use super::error::StartError;
use crate::clock::Moment;
use crate::edge::Sentence;
use crate::service::edge::sentence_of;
use crate::service::registrar::{Book, binding_of};

/// The open database and what was in it.
pub(super) struct Storage {
    pub(super) store: Store,
    pub(super) tenant: TenantId,
    pub(super) calls: Arc<Spool<CallRecord>>,
    pub(super) bindings: Arc<Spool<BindingChange>>,
    pub(super) drains: Drains,
    pub(super) book: Book,
    pub(super) bans: Vec<Sentence>,
}

/// What empties the spools.
#[derive(Clone, Debug)]
pub(super) struct Drains {
    pub(super) calls: Drain<CallRecord>,
    pub(super) bindings: Drain<BindingChange>,
}

impl Drains {
    /// Ends both, once everything is in the database or one more attempt has failed.
    pub(super) async fn stop(&self) {
        tokio::join!(self.calls.stop(), self.bindings.stop());
    }

    /// Why something waits on disk, if it does not reach the database.
    pub(super) fn stalled_by(&self) -> Option<DrainError> {
        let calls = self.calls.status().last_error;
        calls.or_else(|| self.bindings.status().last_error)
    }
}

/// Opens everything. What a former run left in the spools goes to the database, the bindings before they are read.
pub(super) async fn open(settings: &Settings) -> Result<Storage, StartError> {
    let store = Store::open(settings.storage.database.expose()).await?;
    let tenant = store.ensure_tenant(&settings.domain).await?;
    let calls = Arc::new(Spool::open(settings.storage.spool.join("calls"))?);
    let bindings = Arc::new(Spool::open(settings.storage.spool.join("bindings"))?);
    let drains = Drains {
        calls: Drain::start(calls.clone(), store.clone()),
        bindings: Drain::start(bindings.clone(), store.clone()),
    };
    drains.bindings.drained_or_stalled().await?;
    let book = book(&store, tenant).await?;
    let moment = Moment::read();
    let bans = store.bans(tenant).await?;
    let bans = bans.iter().filter_map(|ban| sentence_of(ban, moment)).collect();
    Ok(Storage {
        store,
        tenant,
        calls,
        bindings,
        drains,
        book,
        bans,
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
    gauge!("softswitch_bindings").set(f64::from(book.bindings()));
    Ok(book)
}
