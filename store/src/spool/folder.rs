//! The spool's folder: its lock and its segments, `00000000000000000001.lines` and on.

use std::fs::{DirBuilder, File, OpenOptions, TryLockError};
use std::io;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use super::SpoolError;

const LOCK_NAME: &str = "lock";
const EXTENSION: &str = "lines";
/// Who called whom is nobody else's business.
const FILE_MODE: u32 = 0o600;
const FOLDER_MODE: u32 = 0o700;

/// The folder, locked as long as this lives.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    _lock: File,
}

impl Folder {
    /// Makes the folder if it is missing, and locks it.
    pub(super) fn open(path: &Path) -> Result<Self, SpoolError> {
        DirBuilder::new()
            .recursive(true)
            .mode(FOLDER_MODE)
            .create(path)
            .map_err(|error| SpoolError::file(path, error))?;
        let lock_path = path.join(LOCK_NAME);
        let lock = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(false)
            .mode(FILE_MODE)
            .open(&lock_path)
            .map_err(|error| SpoolError::file(&lock_path, error))?;
        match lock.try_lock() {
            Ok(()) => Ok(Self {
                path: path.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(SpoolError::InUse {
                path: path.to_owned(),
            }),
            Err(TryLockError::Error(error)) => Err(SpoolError::file(lock_path, error)),
        }
    }

    /// Where it is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The numbers of the segments that are there, in order.
    pub(super) fn segments(&self) -> Result<Vec<u64>, SpoolError> {
        let entries = self
            .path
            .read_dir()
            .map_err(|error| SpoolError::file(&self.path, error))?;
        let mut numbers = Vec::new();
        for entry in entries {
            let name = entry
                .map_err(|error| SpoolError::file(&self.path, error))?
                .file_name();
            numbers.extend(number_of(Path::new(&name)));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    pub(super) fn segment_path(&self, number: u64) -> PathBuf {
        self.path.join(format!("{number:020}.{EXTENSION}"))
    }

    /// A new segment whose name is durable too.
    pub(super) fn create_segment(&self, number: u64) -> io::Result<File> {
        let file = OpenOptions::new()
            .append(true)
            .create_new(true)
            .mode(FILE_MODE)
            .open(self.segment_path(number))?;
        File::open(&self.path)?.sync_all()?;
        Ok(file)
    }

    /// A file of the folder to add to, and its path.
    pub(super) fn append_to(&self, name: &str) -> (PathBuf, io::Result<File>) {
        let path = self.path.join(name);
        let file = OpenOptions::new()
            .append(true)
            .create(true)
            .mode(FILE_MODE)
            .open(&path);
        (path, file)
    }
}

fn number_of(name: &Path) -> Option<u64> {
    if name.extension()? != EXTENSION {
        return None;
    }
    name.file_stem()?.to_str()?.parse().ok()
}
