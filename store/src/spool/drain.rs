//! The task that hands spooled entries to the database.

use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::{Instant, sleep_until};

use super::progress::{DrainError, DrainStatus, Progress};
use super::queue::Shared;
use super::{Entry, Spool, line};
use crate::Repository;

/// The wait after a first failure; it doubles with each further one.
const BACKOFF_MIN: Duration = Duration::from_millis(100);
const BACKOFF_MAX: Duration = Duration::from_secs(30);

/// Empties a spool into a repository. Cheap to clone.
#[derive(Debug)]
pub struct Drain<T> {
    spool: Arc<Spool<T>>,
    stop: Arc<watch::Sender<bool>>,
    progress: watch::Receiver<Progress>,
}

impl<T> Clone for Drain<T> {
    fn clone(&self) -> Self {
        Self {
            spool: Arc::clone(&self.spool),
            stop: Arc::clone(&self.stop),
            progress: self.progress.clone(),
        }
    }
}

impl<T: Entry> Drain<T> {
    /// Starts the task that empties `spool` into `repository`, what a former run left first.
    pub fn start(spool: Arc<Spool<T>>, repository: impl Repository + 'static) -> Self {
        let (stop, stopping) = watch::channel(false);
        let (progress, seen) = watch::channel(Progress::default());
        let task: Task<_, T> = Task {
            of: PhantomData,
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

    /// Waits until all entries have reached the database, or an attempt has failed.
    ///
    /// # Errors
    /// Why the attempt failed.
    pub async fn drained_or_stalled(&self) -> Result<(), DrainError> {
        tokio::select! {
            () = self.drained() => Ok(()),
            () = self.stalled() => match self.status().last_error {
                Some(error) => Err(error),
                None => Ok(()),
            },
        }
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

struct Task<R, T> {
    of: PhantomData<fn(T)>,
    shared: Arc<Shared>,
    repository: R,
    progress: watch::Sender<Progress>,
}

impl<R: Repository, T: Entry> Task<R, T> {
    async fn run(self, spool: Arc<Spool<T>>, mut stopping: watch::Receiver<bool>) {
        let mut backoff = BACKOFF_MIN;
        loop {
            // Without anyone to stop it, it is stopped.
            let is_last = *stopping.borrow_and_update() || stopping.has_changed().is_err();
            let began = Instant::now();
            match self.step().await {
                Ok(Some(is_full)) => {
                    self.succeeded();
                    backoff = BACKOFF_MIN;
                    if !is_full && !is_last {
                        tokio::select! {
                            () = sleep_until(began + T::COMMIT_EVERY) => {}
                            _ = stopping.changed() => {}
                        }
                    }
                }
                Ok(None) if is_last => break,
                Ok(None) => {
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

    /// Hands over one batch, if there is one; whether it was full.
    async fn step(&self) -> Result<Option<bool>, DrainError> {
        let Some(batch) = self.on_disk(|shared| shared.take::<T>()).await? else {
            return Ok(None);
        };
        let is_full = batch.is_full();
        let refused = match T::write(&self.repository, &batch.entries).await {
            Err(error) if error.is_refusal() => self.one_by_one(&batch.entries).await?,
            result => result.map(|()| Vec::new())?,
        };
        for line in batch.damaged.iter().cloned().chain(refused) {
            self.set_aside(line).await?;
        }
        self.on_disk(move |shared| shared.confirm(&batch)).await?;
        Ok(Some(is_full))
    }

    /// An entry that the database refuses does not hold up the others. The lines of those refused.
    async fn one_by_one(&self, entries: &[T]) -> Result<Vec<Vec<u8>>, DrainError> {
        let mut refused = Vec::new();
        for entry in entries {
            match T::write(&self.repository, std::slice::from_ref(entry)).await {
                Err(error) if error.is_refusal() => {
                    tracing::error!(%error, ?entry, "the database refuses a spooled entry");
                    refused.push(line::encode(entry).unwrap_or_default());
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
            "a spooled entry is damaged or refused, and set aside"
        );
        self.progress.send_modify(|progress| progress.set_aside += 1);
        Ok(())
    }

    async fn on_disk<D: Send + 'static>(
        &self,
        work: impl FnOnce(&Shared) -> Result<D, super::SpoolError> + Send + 'static,
    ) -> Result<D, DrainError> {
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
        tracing::warn!(%error, folder = %self.shared.folder.path().display(), "the spool waits on disk");
        self.progress
            .send_modify(|progress| progress.last_error = Some(error));
    }
}
