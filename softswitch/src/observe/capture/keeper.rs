//! Stores captures behind the tasks' backs, many in one commit, for as long as the settings say.
//!
//! They go straight to the database: a capture helps to understand a call, and none is owed to anyone, so what a
//! crash takes of the last seconds is not worth a sync for each call.

use std::time::Duration;

use metrics::counter;
use store::{Capture, Repository, Store, StoreError, TenantId};
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use super::message::pack;
use super::tap::Taken;
use crate::clock;

/// Captures that wait to be packed at most; a further one is lost and counted.
const WAITING_MAX: usize = 1_024;
/// Packed captures that wait for the database at most: while it is away, the others wait to be packed.
const PACKED_MAX: usize = 256;
/// How long packed captures wait for more: a commit costs about the same for one as for many.
const COMMIT_EVERY: Duration = Duration::from_secs(2);
/// How often old captures are looked for.
const PRUNE_EVERY: Duration = Duration::from_secs(600);

/// The way to the keeper. Cheap to clone.
#[derive(Clone, Debug)]
pub struct CaptureKeeper {
    waiting: mpsc::Sender<Taken>,
}

impl CaptureKeeper {
    /// Has a capture stored.
    pub fn keep(&self, taken: Taken) {
        if self.waiting.try_send(taken).is_err() {
            counter!("softswitch_captures_lost_total").increment(1);
        }
    }
}

/// Stores captures, and removes old ones.
#[derive(Debug)]
pub struct CaptureTask {
    /// The database.
    pub store: Store,
    /// The SIP domain's row.
    pub tenant: TenantId,
    /// How long they are kept.
    pub keep: Duration,
    /// Bytes of all at most.
    pub bytes_max: u64,
}

impl CaptureTask {
    /// The future to spawn, and the way to it. It ends when every way to it is gone and all is stored.
    pub fn start(self) -> (impl Future<Output = ()>, CaptureKeeper) {
        let (sender, waiting) = mpsc::channel(WAITING_MAX);
        (self.run(waiting), CaptureKeeper { waiting: sender })
    }

    async fn run(self, mut waiting: mpsc::Receiver<Taken>) {
        let mut prune = interval(PRUNE_EVERY);
        let mut commit = interval(COMMIT_EVERY);
        commit.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut packed = Vec::new();
        loop {
            tokio::select! {
                taken = waiting.recv(), if packed.len() < PACKED_MAX => match taken {
                    Some(taken) => {
                        packed.extend(capture(&taken));
                        if packed.len() == PACKED_MAX {
                            self.commit(&mut packed).await;
                        }
                    }
                    None => break,
                },
                _ = commit.tick() => self.commit(&mut packed).await,
                _ = prune.tick() => self.prune().await,
            }
        }
        self.commit(&mut packed).await;
        let lost = u64::try_from(packed.len()).unwrap_or(u64::MAX);
        counter!("softswitch_captures_lost_total").increment(lost);
    }

    /// What the database does not take for now waits for the next time.
    async fn commit(&self, packed: &mut Vec<Capture>) {
        if packed.is_empty() {
            return;
        }
        match self.store.insert_captures(self.tenant, packed).await {
            Ok(()) => packed.clear(),
            Err(error) => self.not_stored(packed, &error),
        }
    }

    fn not_stored(&self, packed: &mut Vec<Capture>, error: &StoreError) {
        let calls = packed.len();
        if error.is_refusal() {
            tracing::error!(%error, calls, "the database refuses calls' messages");
            counter!("softswitch_captures_lost_total").increment(u64::try_from(calls).unwrap_or(u64::MAX));
            packed.clear();
        } else {
            tracing::warn!(%error, calls, "calls' messages wait for the database");
        }
    }

    async fn prune(&self) {
        let before = clock::wall() - self.keep;
        let bytes_max = i64::try_from(self.bytes_max).unwrap_or(i64::MAX);
        match self.store.prune_captures(self.tenant, before, bytes_max).await {
            Ok(0) => {}
            Ok(calls) => tracing::debug!(calls, "old captures were removed"),
            Err(error) => tracing::warn!(%error, "old captures could not be removed"),
        }
    }
}

fn capture(taken: &Taken) -> Option<Capture> {
    Some(Capture {
        id: taken.record,
        taken_at: clock::wall(),
        messages: pack(&taken.messages()).ok()?,
    })
}
