//! Taking entries from the front of the spool, and giving up what is done.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};

use super::ledger::Ledger;
use super::queue::Shared;
use super::{Entry, SpoolError, line};

/// How much of a segment is read at once: more than one line.
const READ_BYTES_MAX: u64 = 1_024 * 1_024;

/// The next entries in order.
#[derive(Debug)]
pub(super) struct Batch<T> {
    pub(super) entries: Vec<T>,
    /// Whole lines whose checksum is wrong.
    pub(super) damaged: Vec<Vec<u8>>,
    bytes: u64,
}

impl<T: Entry> Batch<T> {
    fn lines(&self) -> usize {
        self.entries.len() + self.damaged.len()
    }

    /// Whether more may follow at once.
    pub(super) fn is_full(&self) -> bool {
        self.lines() >= T::BATCH_MAX
    }

    /// No entries, only bytes to give up.
    fn passing_over(bytes: u64) -> Self {
        Self {
            entries: Vec::new(),
            damaged: Vec::new(),
            bytes,
        }
    }

    /// Takes whole lines from `text`; with `is_end`, what is behind the last line feed was never acknowledged
    /// and is passed over.
    fn of(text: &[u8], is_end: bool) -> Self {
        let mut batch = Self::passing_over(0);
        for piece in text.split_inclusive(|byte| *byte == b'\n') {
            if batch.lines() == T::BATCH_MAX {
                return batch;
            }
            match piece.strip_suffix(b"\n") {
                Some(whole) => match line::decode(whole) {
                    Some(entry) => batch.entries.push(entry),
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
    /// The next entries, or none for now.
    pub(super) fn take<T: Entry>(&self) -> Result<Option<Batch<T>>, SpoolError> {
        loop {
            let Some((number, done, durable)) = self.change(Ledger::next_place) else {
                return Ok(None);
            };
            let path = self.folder.segment_path(number);
            let batch = match read(&path, done, durable) {
                Ok(text) => Batch::of(&text, done + text.len() as u64 == durable),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {
                    tracing::error!(path = %path.display(), "a segment of the spool was removed by somebody");
                    Batch::passing_over(durable - done)
                }
                Err(error) => return Err(SpoolError::file(path, error)),
            };
            if batch.lines() > 0 {
                return Ok(Some(batch));
            }
            // Nothing, or only a torn end: the segment is given up if nothing more comes.
            if !self.done(batch.bytes, batch.lines(), u64::MAX)? {
                return Ok(None);
            }
        }
    }

    /// The batch has reached the database. Whether its segment is deleted.
    pub(super) fn confirm<T: Entry>(&self, batch: &Batch<T>) -> Result<bool, SpoolError> {
        self.done(batch.bytes, batch.lines(), self.limits.worth_deleting_bytes)
    }

    /// Deletes what is done, however small.
    pub(super) fn tidy(&self) -> Result<bool, SpoolError> {
        self.done(0, 0, 0)
    }

    fn done(&self, bytes: u64, entries: usize, worth_bytes: u64) -> Result<bool, SpoolError> {
        let deleted = self.change(|ledger| ledger.done(bytes, entries, worth_bytes));
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
