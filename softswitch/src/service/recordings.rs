//! The folder of recordings: made with the rights of its owner alone, and kept from growing.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use metrics::{counter, gauge};

use crate::clock;

/// How often old recordings are removed.
const EVERY: Duration = Duration::from_secs(3_600);

/// How much is kept.
#[derive(Clone, Debug)]
pub struct Shelf {
    /// The folder.
    pub folder: PathBuf,
    /// How long.
    pub keep: Duration,
    /// How much; the oldest go first.
    pub bytes_max: u64,
}

impl Shelf {
    /// Makes the folder if it is not there.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(&self) -> io::Result<()> {
        DirBuilder::new().recursive(true).mode(0o700).create(&self.folder)
    }

    /// Removes what is too old or too much, now and every hour.
    pub async fn tidy(self) {
        let mut hours = tokio::time::interval(EVERY);
        loop {
            hours.tick().await;
            let shelf = self.clone();
            // A sweep that panicked has removed what it could.
            let _ = tokio::task::spawn_blocking(move || shelf.sweep(clock::wall().into())).await;
        }
    }

    /// Removes what is too old at this time, then the oldest until the rest is small enough.
    fn sweep(&self, now: SystemTime) {
        let mut kept = recordings(&self.folder);
        kept.sort_by_key(|recording| recording.changed_at);
        let mut bytes: u64 = kept.iter().map(|recording| recording.bytes).sum();
        for recording in kept {
            let age = now.duration_since(recording.changed_at).unwrap_or_default();
            if age <= self.keep && bytes <= self.bytes_max {
                break;
            }
            match fs::remove_file(&recording.path) {
                Ok(()) => {
                    bytes -= recording.bytes;
                    counter!("softswitch_recordings_removed_total").increment(1);
                }
                Err(error) => {
                    tracing::warn!(path = %recording.path.display(), %error, "an old recording stays");
                }
            }
        }
        // The cast: a gauge is no more exact.
        gauge!("softswitch_recordings_bytes").set(bytes as f64);
    }
}

struct Recorded {
    path: PathBuf,
    changed_at: SystemTime,
    bytes: u64,
}

/// The files of a folder; one that vanishes meanwhile is none.
fn recordings(folder: &Path) -> Vec<Recorded> {
    let Ok(entries) = fs::read_dir(folder) else {
        return Vec::new();
    };
    let read = |entry: fs::DirEntry| {
        let path = entry.path();
        let facts = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        let is_recording = path.extension().is_some_and(|extension| extension == "wav");
        is_recording.then_some(Recorded {
            changed_at: facts.modified().ok()?,
            bytes: facts.len(),
            path,
        })
    };
    entries.filter_map(|entry| entry.ok().and_then(read)).collect()
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 3_600);

    /// A folder with recordings of 100 bytes, of so many days ago each.
    fn shelf(days: &[u32], keep_days: u32, bytes_max: u64) -> (tempfile::TempDir, Shelf, SystemTime) {
        let (root, now) = (tempfile::tempdir().unwrap(), SystemTime::from(clock::wall()));
        let shelf = Shelf {
            folder: root.path().join("data/recordings"),
            keep: DAY * keep_days,
            bytes_max,
        };
        shelf.open().unwrap();
        for day in days {
            let path = shelf.folder.join(format!("{day}.wav"));
            fs::write(&path, [0; 100]).unwrap();
            let file = File::options().write(true).open(path).unwrap();
            file.set_modified(now - DAY * *day).unwrap();
        }
        (root, shelf, now)
    }

    fn left(shelf: &Shelf) -> Vec<String> {
        let entries = fs::read_dir(&shelf.folder).unwrap();
        let mut names: Vec<_> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn what_is_too_old_goes_and_other_files_stay() {
        let (_root, shelf, now) = shelf(&[1, 5, 9, 11], 8, 1_000);
        fs::write(shelf.folder.join("notes.txt"), "keep me").unwrap();
        shelf.sweep(now);
        assert_eq!(left(&shelf), ["1.wav", "5.wav", "notes.txt"]);
    }

    #[test]
    fn the_oldest_go_first_where_it_is_too_much() {
        let (_root, shelf, now) = shelf(&[1, 2, 3, 4], 8, 250);
        shelf.sweep(now);
        assert_eq!(left(&shelf), ["1.wav", "2.wav"]);
    }

    #[test]
    fn nobody_else_looks_into_the_folder() {
        let (_root, shelf, _) = shelf(&[], 8, 250);
        let rights = fs::metadata(&shelf.folder).unwrap().permissions().mode();
        assert_eq!(rights & 0o777, 0o700);
        // It may be there already.
        shelf.open().unwrap();
    }
}
