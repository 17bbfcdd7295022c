//! Keeps bans across restarts: changes go to the database behind the signalling task's back.

use metrics::counter;
use store::{Ban, Repository, Store, TenantId};
use tokio::sync::mpsc;

use crate::clock::Moment;
use crate::edge::{Effect, Sentence, Source};

/// Changes that wait for the database at most; a further one holds until the next restart only.
const CHANGES_MAX: usize = 1_024;

/// The way to the keeper. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Keeper {
    changes: mpsc::Sender<Effect>,
}

impl Keeper {
    /// Has a change written.
    pub fn keep(&self, change: Effect) {
        if self.changes.try_send(change).is_err() {
            counter!("softswitch_bans_unsaved_total").increment(1);
        }
    }
}

/// Writes changes of bans, one after the other.
#[derive(Debug)]
pub struct KeeperTask {
    store: Store,
    tenant: TenantId,
    changes: mpsc::Receiver<Effect>,
}

impl KeeperTask {
    /// A task to spawn, and the way to it.
    #[must_use]
    pub fn new(store: Store, tenant: TenantId) -> (Self, Keeper) {
        let (sender, changes) = mpsc::channel(CHANGES_MAX);
        let task = Self {
            store,
            tenant,
            changes,
        };
        (task, Keeper { changes: sender })
    }

    /// Runs until every way to it is gone.
    pub async fn run(mut self) {
        while let Some(change) = self.changes.recv().await {
            let written = match &change {
                Effect::Banned(sentence) => self.store.put_ban(self.tenant, &row_of(sentence)).await,
                Effect::Lifted(source) => {
                    let removed = self.store.remove_ban(self.tenant, &source.to_string()).await;
                    removed.map(|_| ())
                }
            };
            if let Err(error) = written {
                counter!("softswitch_bans_unsaved_total").increment(1);
                tracing::warn!(%error, "a change of bans could not be written and holds until the next restart");
            }
        }
    }
}

/// A ban as the database keeps it.
#[must_use]
pub fn row_of(sentence: &Sentence) -> Ban {
    let moment = Moment::read();
    Ban {
        source: sentence.source.to_string(),
        reason: sentence.reason.clone(),
        times: i32::try_from(sentence.times).unwrap_or(i32::MAX),
        since: moment.wall_of(sentence.since),
        until: moment.wall_of(sentence.until),
        forget_at: moment.wall_of(sentence.forget_at()),
    }
}

/// A ban of the database; `None`: its source cannot be read.
#[must_use]
pub fn sentence_of(ban: &Ban, moment: Moment) -> Option<Sentence> {
    Some(Sentence {
        source: ban.source.parse::<Source>().ok()?,
        reason: ban.reason.clone(),
        times: u32::try_from(ban.times).unwrap_or(1).max(1),
        since: moment.instant_of(ban.since),
        until: moment.instant_of(ban.until),
    })
}
