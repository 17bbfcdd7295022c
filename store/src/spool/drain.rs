//! The task that hands spooled records to the database.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::progress::{DrainError, DrainStatus, Progress};
use super::queue::Shared;
use super::{Spool, line};
use crate::{CallRecord, Repository};

/// The wait after a first failure; it doubles with each further one.
const BACKOFF_MIN: Duration = Duration::from_millis(100);
const BACKOFF_MAX: Duration = Duration::from_secs(30);

/// Empties a spool into a repository. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Drain {
    spool: Arc<Spool>,
    stop: Arc<watch::Sender<bool>>,
    progress: watch::Receiver<Progress>,
}

impl Drain {
    /// Starts the task that empties `spool` into `repository`, what a former run left first.
    pub fn start(spool: Arc<Spool>, repository: impl Repository + 'static) -> Self {
        let (stop, stopping) = watch::channel(false);
        let (progress, seen) = watch::channel(Progress::default());
        let task = Task {
            shared: Arc::clone(&spool.shared),
            repository,
            progress,
        };
        tokio::spawn(task.run(Arc::clone(&spool), stopping));
        Self {
            spool,
            stop: Arc::new(stop),
            progress: seen,
        }
    }

    /// How it is now.
    #[must_use]
    pub fn status(&self) -> DrainStatus {
        let Progress {
            last_error,
            set_aside,
            ..
        } = self.progress.borrow().clone();
        DrainStatus {
            pending: self.spool.status().pending,
            last_error,
            set_aside,
        }
    }

    /// Waits until all records have reached the database.
    pub async fn drained(&self) {
        self.spool.wait_for(|pending| *pending == 0).await;
    }

    /// Waits until an attempt has failed and the next has not succeeded yet.
    pub async fn stalled(&self) {
        // Once the task is gone it never will be.
        let _ = self
            .progress
            .clone()
            .wait_for(|progress| progress.last_error.is_some())
            .await;
    }

    /// Ends the task once everything is in the database, or after one more attempt that fails: what is left
    /// then waits on disk for the next start.
    pub async fn stop(&self) {
        self.stop.send_replace(true);
        // An error means that the task is gone, which is what is waited for.
        let _ = self
            .progress
            .clone()
            .wait_for(|progress| progress.has_ended)
            .await;
    }
}

struct Task<R> {
    shared: Arc<Shared>,
    repository: R,
    progress: watch::Sender<Progress>,
}

impl<R: Repository> Task<R> {
    async fn run(self, spool: Arc<Spool>, mut stopping: watch::Receiver<bool>) {
        let mut backoff = BACKOFF_MIN;
        loop {
            // Without anyone to stop it, it is stopped.
            let is_last = *stopping.borrow_and_update() || stopping.has_changed().is_err();
            match self.step().await {
                Ok(true) => {
                    self.succeeded();
                    backoff = BACKOFF_MIN;
                }
                Ok(false) if is_last => break,
                Ok(false) => {
                    self.succeeded();
                    tokio::select! {
                        () = spool.wait_for(|pending| *pending > 0) => {}
                        _ = stopping.changed() => {}
                    }
                }
                Err(error) => {
                    self.failed(error);
                    if is_last {
                        break;
                    }
                    tokio::select! {
                        () = tokio::time::sleep(backoff) => {}
                        _ = stopping.changed() => {}
                    }
                    backoff = (backoff * 2).min(BACKOFF_MAX);
                }
            }
        }
        if let Err(error) = self.on_disk(|shared| shared.tidy()).await {
            self.failed(error);
        }
        drop(spool);
        self.progress.send_modify(|progress| progress.has_ended = true);
    }

    /// Hands over one batch; whether there was one.
    async fn step(&self) -> Result<bool, DrainError> {
        let Some(batch) = self.on_disk(|shared| shared.take()).await? else {
            return Ok(false);
        };
        let refused = match self.repository.insert_call_records(&batch.records).await {
            Err(error) if error.is_refusal() => self.one_by_one(&batch.records).await?,
            result => result.map(|()| Vec::new())?,
        };
        for line in batch.damaged.iter().cloned().chain(refused) {
            self.set_aside(line).await?;
        }
        self.on_disk(move |shared| shared.confirm(&batch)).await?;
        Ok(true)
    }

    /// A record that the database refuses does not hold up the others. The lines of those refused.
    async fn one_by_one(&self, records: &[CallRecord]) -> Result<Vec<Vec<u8>>, DrainError> {
        let mut refused = Vec::new();
        for record in records {
            match self
                .repository
                .insert_call_records(std::slice::from_ref(record))
                .await
            {
                Err(error) if error.is_refusal() => {
                    tracing::error!(%error, ?record, "the database refuses a call record");
                    refused.push(line::encode(record).unwrap_or_default());
                }
                result => result?,
            }
        }
        Ok(refused)
    }

    async fn set_aside(&self, line: Vec<u8>) -> Result<(), DrainError> {
        let bytes = line.len();
        let kept = self.on_disk(move |shared| shared.set_aside(&line)).await?;
        tracing::error!(
            bytes,
            kept,
            "a spooled call record is damaged or refused, and set aside"
        );
        self.progress.send_modify(|progress| progress.set_aside += 1);
        Ok(())
    }

    async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> Result<T, super::SpoolError> + Send + 'static,
    ) -> Result<T, DrainError> {
        let shared = Arc::clone(&self.shared);
        match spawn_blocking(move || work(&shared)).await {
            Ok(result) => Ok(result?),
            // The runtime is being shut down.
            Err(_) => Err(super::SpoolError::Closed.into()),
        }
    }

    fn succeeded(&self) {
        self.progress
            .send_if_modified(|progress| progress.last_error.take().is_some());
    }

    fn failed(&self, error: DrainError) {
        tracing::warn!(%error, "call records wait on disk");
        self.progress
            .send_modify(|progress| progress.last_error = Some(error));
    }
}
