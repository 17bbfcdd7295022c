//! Taking records from the front of the spool, and giving up what is done.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};

use super::ledger::Ledger;
use super::queue::Shared;
use super::{SpoolError, line};
use crate::CallRecord;

/// Records handed to the database in one transaction.
const BATCH_MAX: usize = 256;
/// How much of a segment is read at once: more than one line.
const READ_BYTES_MAX: u64 = 1_024 * 1_024;

/// The next records in order.
#[derive(Debug, Default)]
pub(super) struct Batch {
    pub(super) records: Vec<CallRecord>,
    /// Whole lines whose checksum is wrong.
    pub(super) damaged: Vec<Vec<u8>>,
    bytes: u64,
}

impl Batch {
    fn lines(&self) -> usize {
        self.records.len() + self.damaged.len()
    }

    /// Takes whole lines from `text`; with `is_end`, what is behind the last line feed was never acknowledged
    /// and is passed over.
    fn of(text: &[u8], is_end: bool) -> Self {
        let mut batch = Self::default();
        for piece in text.split_inclusive(|byte| *byte == b'\n') {
            if batch.lines() == BATCH_MAX {
                return batch;
            }
            match piece.strip_suffix(b"\n") {
                Some(whole) => match line::decode(whole) {
                    Some(record) => batch.records.push(record),
                    None => batch.damaged.push(piece.to_vec()),
                },
                None if is_end => {}
                // No line is as long as what is read at once.
                None if batch.bytes == 0 => batch.damaged.push(piece.to_vec()),
                None => return batch,
            }
            batch.bytes += piece.len() as u64;
        }
        batch
    }
}

impl Shared {
    /// The next records, or none for now.
    pub(super) fn take(&self) -> Result<Option<Batch>, SpoolError> {
        loop {
            let Some((number, done, durable)) = self.change(Ledger::next_place) else {
                return Ok(None);
            };
            let path = self.folder.segment_path(number);
            let batch = match read(&path, done, durable) {
                Ok(text) => Batch::of(&text, done + text.len() as u64 == durable),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    tracing::error!(path = %path.display(), "a segment of the spool was removed by somebody");
                    Batch {
                        bytes: durable - done,
                        ..Batch::default()
                    }
                }
                Err(error) => return Err(SpoolError::file(path, error)),
            };
            if batch.lines() > 0 {
                return Ok(Some(batch));
            }
            // Nothing, or only a torn end: the segment is given up if nothing more comes.
            if !self.done(&batch, u64::MAX)? {
                return Ok(None);
            }
        }
    }

    /// The batch has reached the database. Whether its segment is deleted.
    pub(super) fn confirm(&self, batch: &Batch) -> Result<bool, SpoolError> {
        self.done(batch, self.limits.worth_deleting_bytes)
    }

    /// Deletes what is done, however small.
    pub(super) fn tidy(&self) -> Result<bool, SpoolError> {
        self.done(&Batch::default(), 0)
    }

    fn done(&self, batch: &Batch, worth_bytes: u64) -> Result<bool, SpoolError> {
        let deleted = self.change(|ledger| ledger.done(batch.bytes, batch.lines(), worth_bytes));
        let Some(number) = deleted else { return Ok(false) };
        let path = self.folder.segment_path(number);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(SpoolError::file(path, error)),
            _ => Ok(true),
        }
    }
}

fn read(path: &std::path::Path, from: u64, to: u64) -> io::Result<Vec<u8>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(from))?;
    let mut text = Vec::new();
    file.take(to.saturating_sub(from).min(READ_BYTES_MAX))
        .read_to_end(&mut text)?;
    Ok(text)
}
