//! Lines that no database will take: kept in `set-aside.txt` for a person to look at.

use std::io::Write;

use super::SpoolError;
use super::queue::Shared;

const NAME: &str = "set-aside.txt";
/// Beyond this, what is set aside stands only in the log.
const BYTES_MAX: u64 = 64 * 1_024 * 1_024;

impl Shared {
    /// Keeps a line, durably. Whether there was room.
    pub(super) fn set_aside(&self, line: &[u8]) -> Result<bool, SpoolError> {
        let (path, file) = self.folder.append_to(NAME);
        let kept = file.and_then(|mut file| {
            if file.metadata()?.len() > BYTES_MAX {
                return Ok(false);
            }
            file.write_all(line)?;
            file.sync_data()?;
            Ok(true)
        });
        kept.map_err(|error| SpoolError::file(path, error))
    }
}
