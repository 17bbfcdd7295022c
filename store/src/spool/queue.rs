//! The spool itself.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::marker::PhantomData;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use tokio::sync::{mpsc, oneshot, watch};

use super::appender::{self, Append};
use super::folder::Folder;
use super::ledger::Ledger;
use super::line;
use super::{Entry, SpoolError};

/// Entries that wait for the appender; beyond that, `append` itself waits.
const QUEUE_MAX: usize = 4_096;

/// How much the spool may hold. When it is full, `append` fails and says so.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    pub(super) bytes_max: u64,
    pub(super) segment_bytes_max: u64,
    /// A segment that is done is deleted at once from this size on; a smaller one waits for more.
    pub(super) worth_deleting_bytes: u64,
}

impl Limits {
    /// About half a million calls while the database is away.
    pub(super) const DEFAULT: Self = Self {
        bytes_max: 512 * 1_024 * 1_024,
        segment_bytes_max: 1_024 * 1_024,
        worth_deleting_bytes: 256 * 1_024,
    };
}

/// A durable queue in a folder.
#[derive(Debug)]
pub struct Spool<T> {
    of: PhantomData<fn(T)>,
    queue: Option<mpsc::Sender<Append>>,
    appender: Option<thread::JoinHandle<()>>,
    pub(super) shared: Arc<Shared>,
}

/// How the spool is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpoolStatus {
    /// Records that have not reached the database.
    pub pending: usize,
    /// What the spool holds on disk.
    pub bytes: u64,
    /// Records that were refused because it was full.
    pub refused_full: u64,
}

/// What the appender and the drain both know.
#[derive(Debug)]
pub(super) struct Shared {
    pub(super) folder: Folder,
    pub(super) limits: Limits,
    ledger: Mutex<Ledger>,
    pending: watch::Sender<usize>,
}

impl Shared {
    /// Changes the ledger; held for no longer than that, never across I/O.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut Ledger) -> T) -> T {
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        let changed = change(&mut ledger);
        self.pending.send_if_modified(|pending| {
            let differs = *pending != ledger.pending;
            *pending = ledger.pending;
            differs
        });
        changed
    }
}

impl<T: Entry> Spool<T> {
    /// Opens the spool in `folder`, which is made if it is missing; what a former run left there is pending.
    ///
    /// # Errors
    /// The folder cannot be used, or another program uses it.
    pub fn open(folder: impl AsRef<Path>) -> Result<Self, SpoolError> {
        Self::open_with(folder.as_ref(), Limits::DEFAULT)
    }

    pub(super) fn open_with(path: &Path, limits: Limits) -> Result<Self, SpoolError> {
        let folder = Folder::open(path)?;
        let mut ledger = Ledger::default();
        for number in folder.segments()? {
            let path = folder.segment_path(number);
            let (bytes, records) = measure(&path).map_err(|error| SpoolError::file(path, error))?;
            ledger.found(number, bytes, records);
        }
        let (pending, _) = watch::channel(ledger.pending);
        let shared = Arc::new(Shared {
            folder,
            limits,
            ledger: Mutex::new(ledger),
            pending,
        });
        let (queue, waiting) = mpsc::channel(QUEUE_MAX);
        let for_appender = Arc::clone(&shared);
        let appender = thread::Builder::new()
            .name(String::from("spool"))
            .spawn(move || appender::run(waiting, &for_appender, T::SYNC_EVERY))
            .map_err(|error| SpoolError::file(path, error))?;
        Ok(Self {
            of: PhantomData,
            queue: Some(queue),
            appender: Some(appender),
            shared,
        })
    }

    /// Puts an entry on disk. It will reach the database, now or after a restart, when this returns `Ok`.
    ///
    /// # Errors
    /// The entry is not on disk: the disk or the spool is full, or the entry too large.
    pub async fn append(&self, entry: &T) -> Result<(), SpoolError> {
        let (append, receipt) = appending(entry)?;
        let queue = self.queue.as_ref().ok_or(SpoolError::Closed)?;
        queue.send(append).await.map_err(|_| SpoolError::Closed)?;
        receipt.durable().await
    }

    /// Like [`Self::append`], but takes its place in the order before it returns, without waiting.
    ///
    /// # Errors
    /// Too many wait already, or the entry is too large.
    pub fn enqueue(&self, entry: &T) -> Result<Receipt, SpoolError> {
        let (append, receipt) = appending(entry)?;
        let queue = self.queue.as_ref().ok_or(SpoolError::Closed)?;
        queue.try_send(append).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => SpoolError::Busy { waiting: QUEUE_MAX },
            mpsc::error::TrySendError::Closed(_) => SpoolError::Closed,
        })?;
        Ok(receipt)
    }

    /// How the spool is now.
    #[must_use]
    pub fn status(&self) -> SpoolStatus {
        self.shared.change(|ledger| SpoolStatus {
            pending: ledger.pending,
            bytes: ledger.bytes(),
            refused_full: ledger.refused_full,
        })
    }

    /// Waits until the number of pending records is as wanted.
    pub(super) async fn wait_for(&self, wanted: impl FnMut(&usize) -> bool) {
        // The sender lives as long as `self`.
        let _ = self.shared.pending.subscribe().wait_for(wanted).await;
    }
}

/// An entry that has its place in the order.
#[derive(Debug)]
pub struct Receipt(oneshot::Receiver<Result<(), SpoolError>>);

impl Receipt {
    /// Waits until the entry is on disk.
    ///
    /// # Errors
    /// It is not: the disk or the spool is full.
    pub async fn durable(self) -> Result<(), SpoolError> {
        self.0.await.map_err(|_| SpoolError::Closed)?
    }
}

fn appending(entry: &impl Entry) -> Result<(Append, Receipt), SpoolError> {
    let line = line::encode(entry).map_err(|bytes| SpoolError::TooLarge { bytes })?;
    let (durable, outcome) = oneshot::channel();
    Ok((Append { line, durable }, Receipt(outcome)))
}

impl<T> Drop for Spool<T> {
    /// What was handed to the appender is written before the folder is given up.
    fn drop(&mut self) {
        self.queue = None;
        if let Some(appender) = self.appender.take() {
            let _ = appender.join();
        }
    }
}

/// Bytes and whole lines of a segment that a former run left.
fn measure(path: &Path) -> std::io::Result<(u64, usize)> {
    let mut reader = BufReader::new(File::open(path)?);
    let (mut bytes, mut lines) = (0, 0);
    loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Ok((bytes, lines));
        }
        let read = chunk.len();
        lines += chunk.iter().filter(|byte| **byte == b'\n').count();
        bytes += read as u64;
        reader.consume(read);
    }
}
