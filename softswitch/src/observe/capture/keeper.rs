//! Stores captures behind the tasks' backs: first on disk, then in the database, for as long as the settings say.

use std::sync::Arc;
use std::time::Duration;

use metrics::counter;
use store::{Capture, Repository, Spool, Store, TenantId};
use tokio::sync::mpsc;

use super::message::messages_json;
use super::tap::Taken;
use crate::clock;

/// Captures that wait for the disk at most; a further one is lost and counted.
const WAITING_MAX: usize = 1_024;
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

/// Stores captures, one after the other, and removes old ones.
#[derive(Debug)]
pub struct CaptureTask {
    /// Where they wait for the database.
    pub spool: Arc<Spool<Capture>>,
    /// The database, for removing.
    pub store: Store,
    /// The SIP domain's row.
    pub tenant: TenantId,
    /// The SIP domain.
    pub domain: String,
    /// How long they are kept.
    pub keep: Duration,
    /// Bytes of all at most.
    pub bytes_max: u64,
}

impl CaptureTask {
    /// The future to spawn, and the way to it.
    pub fn start(self) -> (impl Future<Output = ()>, CaptureKeeper) {
        let (sender, waiting) = mpsc::channel(WAITING_MAX);
        (self.run(waiting), CaptureKeeper { waiting: sender })
    }

    async fn run(self, mut waiting: mpsc::Receiver<Taken>) {
        let mut prune = tokio::time::interval(PRUNE_EVERY);
        let mut taken = Vec::new();
        loop {
            tokio::select! {
                1.. = waiting.recv_many(&mut taken, WAITING_MAX) => self.store(taken.drain(..)).await,
                _ = prune.tick() => self.prune().await,
            }
        }
    }

    /// All of them in one sync.
    async fn store(&self, taken: impl Iterator<Item = Taken>) {
        let under_way: Vec<_> = taken
            .filter_map(|taken| self.capture(&taken))
            .map(|capture| (capture.id, self.spool.enqueue(&capture)))
            .collect();
        for (call, receipt) in under_way {
            let durable = match receipt {
                Ok(receipt) => receipt.durable().await,
                Err(error) => Err(error),
            };
            if let Err(error) = durable {
                counter!("softswitch_captures_lost_total").increment(1);
                tracing::warn!(%error, %call, "a call's messages could not be written to disk");
            }
        }
    }

    fn capture(&self, taken: &Taken) -> Option<Capture> {
        Some(Capture {
            id: taken.record,
            domain: self.domain.clone(),
            taken_at: clock::wall(),
            messages: messages_json(&taken.messages()).ok()?,
        })
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
