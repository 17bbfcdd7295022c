//! Group commit: the REGISTERs of many phones become durable in one transaction.
//!
//! While one commit is on its way to the disk, the next batch gathers; so one sync of the disk serves all that
//! came meanwhile, and a lone REGISTER waits for nobody.

use tokio::sync::{mpsc, oneshot};

use crate::{BindingChange, BindingRow, Repository, StoreError, TenantId};

/// Changes in one transaction.
const BATCH_MAX: usize = 1_024;
/// Changes that wait for the next transaction; beyond that, `replace` itself waits.
const QUEUE_MAX: usize = 8_192;

/// Writes bindings, many in one commit. Cheap to clone; the task behind it ends when the last clone is gone
/// and everything is written.
#[derive(Clone, Debug)]
pub struct BindingWriter {
    queue: mpsc::Sender<Pending>,
}

#[derive(Debug)]
struct Pending {
    change: BindingChange,
    written: oneshot::Sender<Result<(), StoreError>>,
}

/// A change that has its place in the order.
#[derive(Debug)]
pub struct Receipt(oneshot::Receiver<Result<(), StoreError>>);

impl Receipt {
    /// Waits until the change is durable.
    ///
    /// # Errors
    /// It was not written.
    pub async fn written(self) -> Result<(), StoreError> {
        self.0.await.map_err(|_| StoreError::Stopped)?
    }
}

impl BindingWriter {
    /// Starts the task that writes to `repository`.
    pub fn start(repository: impl Repository + 'static) -> Self {
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        tokio::spawn(run(repository, waiting));
        Self { queue }
    }

    /// Like [`Self::replace`], but takes its place in the order before it returns, without waiting.
    ///
    /// # Errors
    /// The queue is full, or the task has ended.
    pub fn enqueue(
        &self,
        tenant: TenantId,
        extension: &str,
        rows: Vec<BindingRow>,
    ) -> Result<Receipt, StoreError> {
        let (written, outcome) = oneshot::channel();
        let change = BindingChange {
            tenant,
            extension: extension.to_owned(),
            rows,
        };
        self.queue
            .try_send(Pending { change, written })
            .map_err(|error| match error {
                mpsc::error::TrySendError::Full(_) => StoreError::QueueFull,
                mpsc::error::TrySendError::Closed(_) => StoreError::Stopped,
            })?;
        Ok(Receipt(outcome))
    }

    /// Replaces the bindings of a user's address of record. Durable when it returns `Ok`; of changes to one
    /// address of record, the one asked for last stays.
    ///
    /// # Errors
    /// This change was not written: the database is not available, refuses it, or the task has ended.
    pub async fn replace(
        &self,
        tenant: TenantId,
        extension: &str,
        rows: Vec<BindingRow>,
    ) -> Result<(), StoreError> {
        let (written, outcome) = oneshot::channel();
        let change = BindingChange {
            tenant,
            extension: extension.to_owned(),
            rows,
        };
        self.queue
            .send(Pending { change, written })
            .await
            .map_err(|_| StoreError::Stopped)?;
        outcome.await.map_err(|_| StoreError::Stopped)?
    }
}

async fn run(repository: impl Repository, mut waiting: mpsc::Receiver<Pending>) {
    let mut batch = Vec::with_capacity(BATCH_MAX);
    while waiting.recv_many(&mut batch, BATCH_MAX).await > 0 {
        let (changes, callers): (Vec<_>, Vec<_>) = batch
            .drain(..)
            .map(|pending| (pending.change, pending.written))
            .unzip();
        let result = repository.replace_bindings(&changes).await;
        if changes.len() > 1 && result.as_ref().is_err_and(StoreError::is_refusal) {
            one_by_one(&repository, changes, callers).await;
            continue;
        }
        for caller in callers {
            // A caller that no longer waits has lost its phone; the write stands.
            let _ = caller.send(result.clone());
        }
    }
}

/// One change that the database refuses does not take the others of its batch with it.
async fn one_by_one(
    repository: &impl Repository,
    changes: Vec<BindingChange>,
    callers: Vec<oneshot::Sender<Result<(), StoreError>>>,
) {
    for (change, caller) in changes.into_iter().zip(callers) {
        let result = repository.replace_bindings(&[change]).await;
        let _ = caller.send(result);
    }
}
