//! The thread that appends: takes all that wait, writes them, syncs once, and tells each.

use std::fs::File;
use std::io::Write;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use tokio::sync::{mpsc, oneshot};

use super::SpoolError;
use super::ledger::Ledger;
use super::queue::Shared;

/// Records in one sync.
const BATCH_MAX: usize = 1_024;
/// Bytes in one sync, give or take a record.
const BATCH_BYTES_MAX: usize = 1_024 * 1_024;

/// A line that wants to be on disk.
#[derive(Debug)]
pub(super) struct Append {
    pub(super) line: Vec<u8>,
    pub(super) durable: oneshot::Sender<Result<(), SpoolError>>,
}

/// Appends until the queue is closed; syncs begin no sooner than `sync_every` after one another.
pub(super) fn run(mut queue: mpsc::Receiver<Append>, shared: &Arc<Shared>, sync_every: Duration) {
    let mut open = None;
    let mut not_before = Instant::now();
    while let Some(first) = queue.blocking_recv() {
        // Others gather meanwhile; one that comes alone waits for nobody.
        thread::sleep(not_before.saturating_duration_since(Instant::now()));
        not_before = Instant::now() + sync_every;
        let mut lines = first.line;
        let mut callers = vec![first.durable];
        while callers.len() < BATCH_MAX && lines.len() < BATCH_BYTES_MAX {
            let Ok(next) = queue.try_recv() else { break };
            lines.extend_from_slice(&next.line);
            callers.push(next.durable);
        }
        let result = append(shared, &mut open, &lines, callers.len());
        for caller in callers {
            // A caller that no longer waits is of no concern to the record.
            let _ = caller.send(result.clone());
        }
    }
}

/// The segment that is written to.
struct Open {
    number: u64,
    file: File,
}

fn append(shared: &Shared, open: &mut Option<Open>, lines: &[u8], records: usize) -> Result<(), SpoolError> {
    let limits = &shared.limits;
    let kept = shared.change(|ledger| {
        let bytes = ledger.bytes();
        if bytes + lines.len() as u64 > limits.bytes_max {
            ledger.refused_full += records as u64;
            return Err(SpoolError::Full { bytes });
        }
        Ok(ledger.begin_append(limits.segment_bytes_max))
    })?;
    let segment = match open {
        Some(segment) if kept == Some(segment.number) => segment,
        _ => open.insert(create(shared)?),
    };
    match write(&mut segment.file, lines) {
        Ok(()) => {
            shared.change(|ledger| ledger.appended(lines.len() as u64, records));
            Ok(())
        }
        Err(error) => {
            let path = shared.folder.segment_path(segment.number);
            *open = None;
            shared.change(Ledger::append_failed);
            Err(SpoolError::file(path, error))
        }
    }
}

fn create(shared: &Shared) -> Result<Open, SpoolError> {
    let number = shared.change(Ledger::next_number);
    let file = shared
        .folder
        .create_segment(number)
        .map_err(|error| SpoolError::file(shared.folder.segment_path(number), error))?;
    shared.change(|ledger| ledger.made(number));
    Ok(Open { number, file })
}

/// All of the lines on disk, or none: a failed write is cut off again.
fn write(file: &mut File, lines: &[u8]) -> std::io::Result<()> {
    let before = file.metadata()?.len();
    let result = file.write_all(lines).and_then(|()| file.sync_data());
    if result.is_err() {
        // If even this fails, the ledger still knows where the records end.
        let _ = file.set_len(before);
    }
    result
}
